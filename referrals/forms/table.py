"""What the consult table asks: a question without names, a sitting, advice with an owner, and what came of it."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.models import Dossier, Region, User
from referrals.models import TableItem, TableMeeting


class NameField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return user.name


class DossiersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, dossier):
        return str(dossier.person)


class MeetingField(forms.ModelChoiceField):
    def label_from_instance(self, meeting):
        return f"{date_format(timezone.localtime(meeting.starts_at), 'l j F Y, H:i')} – {meeting.place}"


class BringInForm(CentreForm):
    """A stuck case, told so that nobody can recognise the family."""

    submit_label = _("Offer to the table")
    question = forms.CharField(
        label=_("What is the question for the table?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No names, no places, no birth dates. The ages of the children are added."),
    )
    background = forms.CharField(
        label=_("What must the table know?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Only what the members need to think along."),
    )


class MeetingForm(CentreForm):
    """A sitting of the table."""

    submit_label = _("Plan the meeting")
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    starts_at = forms.DateTimeField(label=_("Day and time"))
    place = forms.CharField(label=_("Place"), max_length=120)

    def __init__(self, *args, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions
        self.fields["region"].initial = regions.first()


class MemberForm(CentreForm):
    """A seat at the table for somebody with an account."""

    submit_label = _("Give a seat at the table")
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    email = forms.EmailField(label=_("E-mail address of the account"))

    def __init__(self, *args, regions, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["region"].queryset = regions
        self.fields["region"].initial = regions.first()

    def clean_email(self):
        person = self.people.filter(email__iexact=self.cleaned_data["email"]).first()
        if person is None:
            raise forms.ValidationError(_("No professional with this address has an account."))
        self.cleaned_data["person"] = person
        return person.email


class AgendaForm(CentreForm):
    submit_label = _("Put on the agenda")
    meeting = MeetingField(label=_("Meeting"), queryset=TableMeeting.objects.none())

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings


class TableAdviceForm(CentreForm):
    """The advice, who carries it out, when somebody looks, and in whose dossier it belongs."""

    submit_label = _("Keep the advice")
    advice = forms.CharField(label=_("What did the table advise?"), widget=forms.Textarea(attrs={"rows": 8}))
    follow_up_by = NameField(label=_("Who carries it out?"), queryset=User.objects.none())
    follow_up_on = forms.DateField(label=_("When do we look whether it happened?"))
    dossiers = DossiersField(
        label=_("In whose dossier does it belong?"),
        queryset=Dossier.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose only people whom the advice is about. A parent may ask to read the own dossier."),
    )

    def __init__(self, *args, people, dossiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["follow_up_by"].queryset = people
        self.fields["dossiers"].queryset = dossiers


class LookBackForm(CentreForm):
    submit_label = _("Close")
    outcome = forms.ChoiceField(
        label=_("What became of the advice?"), choices=TableItem.Outcome.choices, widget=forms.RadioSelect
    )
    looking_back = forms.CharField(label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 4}))
