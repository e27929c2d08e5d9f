"""What was stated, as rows for a page."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.models import Case, Child, Municipality
from referrals.models import Referral


def municipality_names() -> dict[str, str]:
    """CBS code → name, for the field that completes what somebody types."""
    return dict(Municipality.objects.order_by("name").values_list("code", "name"))


def stated_rows(referral: Referral, *, names: dict[str, str] | None = None) -> dict[str, list[dict]]:
    """Rows for the definition list: parents, children, question. One query when `names` is not handed in."""
    stated = referral.stated or {}
    codes = {child["municipality"] for child in stated.get("children", ())}
    if names is None:
        names = dict(Municipality.objects.filter(code__in=codes).values_list("code", "name"))
    return {
        "parents": [_parent(number, row) for number, row in enumerate(stated.get("parents", ()), 1)],
        "children": [_child(number, row, names) for number, row in enumerate(stated.get("children", ()), 1)],
        "question": [
            {"label": _("Question"), "value": referral.question},
            {"label": _("Ground for sharing"), "value": referral.get_ground_display().capitalize()},
            *([{"label": _("Explanation"), "value": referral.ground_explained}] if referral.ground_explained else []),
            {"label": _("Who may read it"), "value": str(referral.get_shown_to_display()).capitalize()},
        ],
    }


def for_team(case: Case) -> list[Referral]:
    """Referrals that led to this case, newest first; `words` is empty where they are not for the therapists (law.md R12)."""
    rows = Referral.objects.filter(case=case).select_related("organisation").order_by("-submitted_at", "-pk")
    found = list(rows.defer("stated", "ground_explained", "decision_reason"))
    for row in found:
        row.words = "" if row.shown_to == Referral.ShownTo.DESK else row.question
    return found


def _parent(number: int, row: dict) -> dict:
    ways = ", ".join(way for way in (row["email"], row.get("phone")) if way)
    return {
        "label": _("Parent %(number)s") % {"number": number},
        "value": f"{row['first_name']} {row['last_name']} ({ways})",
    }


def _child(number: int, row: dict, names: dict[str, str]) -> dict:
    born = date_format(date.fromisoformat(row["birth_date"]), "j F Y")
    gender = Child.Gender(row["gender"]).label
    words = f"{row['first_name']} {row['last_name']}, {born}, {gender}, {names.get(row['municipality'], '')}"
    return {"label": _("Child %(number)s") % {"number": number}, "value": words}
