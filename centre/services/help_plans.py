"""Write down what happened about the plan of help, and tell everybody of the counsellor and of complaints (law.md R34)."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from centre import clock, help_plans
from centre.models import Case, Dossier, HelpPlanFact, Message, User
from centre.services.notices import send_message
from centre.services.same_form import require_same

Kind = HelpPlanFact.Kind
#: What has to be there before: a plan in writing is given to who asked for it.
AFTER = {Kind.FAMILY_MAKES: Kind.OFFERED, Kind.NO_FAMILY_PLAN: Kind.OFFERED, Kind.GIVEN: Kind.ASKED}


@transaction.atomic
def note_fact(*, case: Case, dossier: Dossier, kind: str, on: date, by: User, once: str) -> HelpPlanFact:
    """Keep one dated fact; the same `once` writes it once.

    Raises ValidationError by field: a day ahead, out of order; and when `once` wrote another fact before.
    """
    errors = {}
    if on > clock.today():
        errors["on"] = _("This day is still to come.")
    before = AFTER.get(kind)
    known = HelpPlanFact.objects.filter(case=case, dossier=dossier)
    if before and not known.filter(kind=before, on__lte=on).exists():
        errors["kind"] = _("First write down: %(what)s.") % {"what": Kind(before).label}
    if errors:
        raise ValidationError(errors)
    facts = {"dossier": dossier, "case": case, "kind": kind, "on": on}
    row, made = HelpPlanFact.objects.get_or_create(once=once, defaults=facts | {"entered_by": by})
    require_same(row, **facts)
    if made:
        Dossier.objects.filter(pk=dossier.pk).update(last_content_change_at=clock.now())
    return row


def tell_rights() -> int:
    """Tell everybody with an account in an open case once where the counsellor is and how to complain; returns how many.

    The message in the own box, with its moment of reading, is the kept proof. Both parents get the same words; each from
    the own account on, so that the moment tells nothing about the other.
    """
    rows = help_plans.untold()
    for dossier in rows:
        _tell(dossier)
    return len(rows)


@transaction.atomic
def _tell(dossier: Dossier) -> Message:
    subject, text = _to_child() if dossier.kind == Dossier.Kind.CHILD else _to_parent()
    return send_message(
        recipient=dossier.person.user,
        subject=subject,
        text=text,
        by=None,
        dossier=dossier,
        sending=f"{dossier.case_reference}:rights",
    )


def _to_parent() -> tuple[str, str]:
    where = settings.COMPLAINT_TERMS["counsellor"] or _("How to reach this counsellor: still to be settled.")
    text = _(
        "You can talk with an independent counsellor (vertrouwenspersoon). That is free, and we do not hear what you say. "
        "%(where)s\n\nAre you not happy with us? Under Complaint you read how to tell us and what happens with it. It "
        "changes nothing in the help that you get.\n\nYou may also make a plan together with people around you before we "
        "make a plan of help. Ask your contact person about it."
    )
    return _("Who stands beside you, and how to complain"), text % {"where": where}


def _to_child() -> tuple[str, str]:
    counsellor = settings.COMPLAINT_TERMS["counsellor"]
    where = counsellor or pgettext("to a child", "We still have to find out how you reach this person.")
    text = pgettext(
        "to a child",
        "There is somebody who listens to you and does not work for us (vertrouwenspersoon). It costs nothing. %(where)s"
        "\n\nAre you not happy with us? You may say so, on the page “Not happy with us?”.",
    )
    return pgettext("to a child", "Who you can talk to"), text % {"where": where}
