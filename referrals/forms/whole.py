"""Read a whole referral at once, by the same forms as the pages: for partners' systems and for files."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from centre.reference.names import fold
from referrals.forms.referral import MOST_CHILDREN, ChildForm, ParentForm, QuestionForm
from referrals.models import Referral


@dataclass
class Reading:
    """What was understood (`parents`, `children`, `question` fit the services) and what was not: [(where, why)]."""

    parents: list[dict] = field(default_factory=list)
    children: list[dict] = field(default_factory=list)
    question: dict = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def codes_by_name(names: dict[str, str]) -> dict[str, str]:
    """{folded name or CBS code: CBS code}, out of {CBS code: name}."""
    return {fold(name): code for code, name in names.items()} | {code: code for code in names}


def read_whole(*, parents: list[dict], children: list[dict], question: dict, codes: dict[str, str]) -> Reading:
    """Judge every part; `codes` as from `codes_by_name`. Where: "parents.0.email", "children.1.birth_date", "ground"."""
    reading = Reading()
    if len(parents) != 2:
        reading.faults.append(("parents", _("Fill in both parents.")))
    if not 1 <= len(children) <= MOST_CHILDREN:
        reading.faults.append(
            ("children", _("Fill in at least one child.") if not children else _("There is room for twelve children."))
        )
    reading.parents = _read("parents", [ParentForm(row) for row in parents[:2]], reading)
    forms = [ChildForm(row, codes=codes) for row in children[:MOST_CHILDREN]]
    read = _read("children", forms, reading)
    reading.children = _lived_with_the_first(read, reading)
    addresses = [row.get("email", "").lower() for row in reading.parents]
    if len(addresses) == 2 and addresses[0] and addresses[0] == addresses[1]:
        reading.faults.append(("parents.1.email", _("Each parent needs an own e-mail address.")))
    # A system that does not say who may read it, gets the smallest circle.
    told = {"shown_to": Referral.ShownTo.DESK, **question}
    reading.question = next(iter(_read("", [QuestionForm(told)], reading)), {})
    if (
        reading.question.get("ground", "consent") != Referral.Ground.CONSENT
        and not reading.question["ground_explained"]
    ):
        reading.faults.append(
            ("ground_explained", _("Explain why you may share these details without both parents' yes."))
        )
    return reading


def _read(name: str, forms: list, reading: Reading) -> list[dict]:
    rows = []
    for number, form in enumerate(forms):
        form.is_valid()
        at = f"{name}.{number}." if name else ""
        reading.faults += [(at + key, str(why)) for key, found in form.errors.items() for why in found]
        rows.append(form.cleaned_data)
    return rows


def _lived_with_the_first(rows: list[dict], reading: Reading) -> list[dict]:
    """Children as the services take them; without a municipality they live where the first one does."""
    if rows and "municipality" in rows[0] and not rows[0]["municipality"]:
        reading.faults.append(("children.0.municipality", _("Say where the first child is registered.")))
    return [
        {
            **row,
            "birth_date": row["birth_date"].isoformat() if row.get("birth_date") else "",
            "municipality": row.get("municipality") or rows[0].get("municipality", ""),
        }
        for row in rows
    ]
