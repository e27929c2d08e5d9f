"""A file with referrals, judged line by line with the same forms as the pages."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from referrals.csv_files import Line, Unreadable, read_lines
from referrals.forms.whole import read_whole
from referrals.traces import digests_of

#: Part of a fault's place → column of the file.
COLUMN = {
    "first_name": "voornaam", "last_name": "achternaam", "email": "email", "phone": "telefoon", "birth_date": "geboortedatum",
    "gender": "geslacht", "municipality": "gemeente", "question": "vraag", "ground": "grondslag", "ground_explained": "toelichting",
}  # fmt: skip


class ImportForm(CentreForm):
    """Which file, and for which organisation."""

    submit_label = _("Look at the file")
    organisation = forms.ChoiceField(label=_("For which organisation?"))
    file = forms.FileField(
        label=_("File"), help_text=_("CSV, at most 200 lines and 1 MB. Nothing is sent before you confirm.")
    )

    untied = forms.BooleanField(
        label=_("I know nobody of these families privately"),
        help_text=_("Do you know one of them? Leave that line out; a colleague hands it in."),
    )

    def __init__(self, *args, organisations: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        self.fields["organisation"].choices = [(key, row.name) for key, row in organisations.items()]
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = next(iter(organisations))

    def clean_organisation(self):
        return self.organisations[self.cleaned_data["organisation"]]

    def clean_file(self) -> list[Line]:
        try:
            return read_lines(self.cleaned_data["file"].read())
        except Unreadable as error:
            raise ValidationError(str(error)) from error


@dataclass(frozen=True)
class Judged:
    """One line: ready (`row` holds what the services take), a double (`double` says of what), or with faults."""

    number: int
    name: str
    row: dict | None
    faults: list[str]
    double: str = ""


def judge(lines: list[Line], *, codes: dict[str, str], known) -> list[Judged]:
    """Judge every line. `known(digests)` → {digest: words about the own organisation's earlier referral}."""
    read = [
        (line, read_whole(parents=line.parents, children=line.children, question=line.question, codes=codes))
        for line in lines
    ]
    faults = [[*line.faults, *((_column(where), why) for where, why in reading.faults)] for line, reading in read]
    traces = [
        set() if wrong else digests_of({"parents": reading.parents, "children": reading.children})
        for (_line, reading), wrong in zip(read, faults, strict=True)
    ]
    earlier = known(set().union(*traces))
    seen: dict[str, int] = {}
    judged = []
    for (line, reading), wrong, digests in zip(read, faults, traces, strict=True):
        double = next((earlier[digest] for digest in sorted(digests & earlier.keys())), "")
        if not double and (twin := next((seen[digest] for digest in sorted(digests & seen.keys())), None)):
            double = _t("The same family stands on line %(number)s.") % {"number": twin}
        seen |= dict.fromkeys(digests - seen.keys(), line.number)
        row = {"number": line.number, "parents": reading.parents, "children": reading.children, **reading.question}
        words = [f"{name}: {why}" if name else why for name, why in wrong]
        name = " / ".join(parent["last_name"] for parent in line.parents if parent["last_name"])
        judged.append(Judged(line.number, name, None if wrong or double else row, words, double))
    return judged


def _column(where: str) -> str:
    """ "children.1.birth_date" → "kind2_geboortedatum"."""
    parts = where.split(".")
    if len(parts) == 3:
        who = {"parents": "ouder", "children": "kind"}[parts[0]]
        return f"{who}{int(parts[1]) + 1}_{COLUMN.get(parts[2], parts[2])}"
    return COLUMN.get(where, {"parents": "ouder", "children": "kind1"}.get(where, where))
