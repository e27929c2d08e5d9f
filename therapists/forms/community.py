"""Circles that learn together."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import Region


class LearningGroupForm(CentreForm):
    submit_label = _("Start the circle")
    name = forms.CharField(label=_("Name of the circle"), max_length=120)
    purpose = forms.CharField(
        label=_("What do you want to learn together?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    region = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Region.objects.none(),
        required=False,
        empty_label=_("none: only I keep this circle"),
        help_text=_("The coordinators of this region see who takes part. Nobody else does."),
    )

    def __init__(self, *args, regions, **kwargs):
        super().__init__(*args, **kwargs)
        field, own = self.fields["region"], list(regions)
        field.queryset = regions
        # Read once: the choices and which of them is proposed.
        field.choices = [("", field.empty_label), *((region.pk, region.name) for region in own)]
        self.initial.setdefault("region", own[0].pk if own else None)


class LearningMemberForm(CentreForm):
    """Everybody is invited in the same way: nobody is asked in which quality."""

    submit_label = _("Invite")
    first_name = forms.CharField(
        label=_("First name"), max_length=40, help_text=_("In the circle everybody is called by the first name only.")
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class LearningMeetingForm(CentreForm):
    submit_label = _("Call the circle together")
    starts_at = forms.DateTimeField(label=_("When"))
    place = forms.CharField(label=_("Where"), max_length=120)


class AgendaItemForm(CentreForm):
    submit_label = _("Put it on the agenda")
    text = forms.CharField(
        label=_("What do you want to talk about?"),
        max_length=300,
        help_text=_("No names of families or children."),
    )


class MinutesForm(CentreForm):
    submit_label = _("Keep these minutes")
    text = forms.CharField(
        label=_("Minutes"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("No names of families or children."),
    )
