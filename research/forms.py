"""Forms made from a questionnaire's definition, and the request for a report."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.audiences import Audience
from centre.forms import CentreForm
from centre.models import Municipality
from research import definitions, scoring

#: The spoken reasons for no answer, in the words of each street.
REASONS = {
    Audience.PARENT: [(scoring.REFUSED, _("I do not want to say")), (scoring.UNKNOWN, _("I do not know"))],
    Audience.CHILD: [(scoring.REFUSED, _("I would rather not say")), (scoring.UNKNOWN, _("No idea"))],
}


class RowOfChoices(forms.RadioSelect):
    """Answers in a row, the reasons for none below them."""

    template_name = "research/widgets/choices.html"


class RowOfFaces(forms.RadioSelect):
    """Five drawn faces, the reasons for none below them."""

    template_name = "research/widgets/faces.html"


class PageForm(CentreForm):
    """One page of a questionnaire: at most seven items, each with an answer or a reason.

    `complete=False` takes a page that is not finished (save and stop).
    """

    revision = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    def __init__(self, *args, definition: dict, page: int, audience: str, complete: bool = True, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        for item in definitions.items_on(definition, page):
            choices = [*definitions.options(definition, item), *REASONS[audience]]
            self.fields[item["key"]] = forms.TypedChoiceField(
                label=item["text"],
                choices=choices,
                coerce=int,
                empty_value=None,
                required=complete,
                widget=RowOfFaces if item["kind"] == "faces" else RowOfChoices,
                error_messages={"required": _("Choose an answer, or say why there is none.")},
            )

    @property
    def answers(self) -> dict[str, int]:
        """What was chosen, without the items that were left open."""
        chosen = {key: value for key, value in self.cleaned_data.items() if key != "revision"}
        return {key: value for key, value in chosen.items() if value is not None}

    def with_revision(self, revision: int) -> "PageForm":
        """The same typed answers, on top of what was saved in the meantime."""
        self.data = self.data.copy()
        self.data["revision"] = revision
        return self


class MunicipalityChoice(forms.ModelChoiceField):
    def label_from_instance(self, municipality):
        return municipality.name


class ReportRequestForm(CentreForm):
    """Which municipality, over which period. Both dates belong to the period."""

    submit_label = _("Make the report")
    municipality = MunicipalityChoice(queryset=Municipality.objects.none(), label=_("Municipality"))
    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"))

    def __init__(self, *args, municipalities: QuerySet[Municipality], **kwargs):
        year = clock.today().year
        kwargs.setdefault("initial", {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)})
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities

    def clean(self):
        facts = super().clean()
        first, last = facts.get("starts_on"), facts.get("ends_on")
        if first and last and last <= first:
            raise ValidationError({"ends_on": _("The last day comes after the first day.")})
        if first and first.year < 2010:
            raise ValidationError({"starts_on": _("Choose a day from 2010 on.")})
        return facts
