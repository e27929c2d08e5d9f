"""Cards of the first page about checks on children and the plan of help (law.md R34, R56)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre.desk import Card, total


def household_cards(audience: str, known: dict) -> list[Card]:
    """For who works with families; the answers come with those of the other cards."""
    found = []
    if checks := total(known.get("checks", [])):
        title = ngettext("%(count)s check on children to do", "%(count)s checks on children to do", checks)
        text = _("You are the contact person. Ask each parent and each new partner.")
        url = reverse(f"centre:child-checks-{audience}")
        found.append(Card(title % {"count": checks}, text, url, _("Look"), minutes=10 * checks, tone="info"))
    if late := total(known.get("plans_of_help", [])):
        title = ngettext(
            "%(count)s family waits too long for a plan of help",
            "%(count)s families wait too long for a plan of help",
            late,
        )
        text = _("The term of the law has passed.")
        url = reverse(f"centre:late-plans-{audience}")
        found.append(Card(title % {"count": late}, text, url, _("Look"), minutes=10 * late, tone="bad"))
    return found
