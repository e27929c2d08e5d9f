"""Ask both parents in the same words at the same moment whether they still want help; each answers apart."""

from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case
from centre.services.notices import send_message, send_to_both_parents
from intake.models import StillInterested
from intake.waiting import due_to_ask, whom_to_ask


def ask_who_waits() -> int:
    """Ask every couple whose turn it is; returns how many couples. Twice on a day asks nobody twice."""
    return sum(_ask(registration.case) for registration in due_to_ask().iterator(chunk_size=200))


@transaction.atomic
def _ask(case: Case) -> int:
    """Who took the own part back is not asked; the other parent hears it as always, in the same words and at once."""
    asked, today = whom_to_ask(case), clock.today()
    rows = [StillInterested(case=case, dossier=dossier, asked_on=today) for dossier in asked]
    StillInterested.objects.bulk_create(rows, ignore_conflicts=True)
    letter = {
        "subject": _("Do you still want to take part?"),
        "text": _(
            "You are waiting for a group. Do you still want to take part? Tell us with one click on the page My waiting "
            "time. There you also find help that can begin now. Has something changed? Please call us."
        ),
        "by": None,
    }
    sending = f"interest:{today.isoformat()}"
    if len(asked) == 1:
        [own], sending = asked, f"{case.reference}:{sending}"
        send_message(recipient=own.parent.user, dossier=own, sending=sending, ring_at=clock.now(), **letter)
    else:
        send_to_both_parents(case=case, sending=sending, **letter)
    return 1


@transaction.atomic
def answer_interest(*, question: StillInterested, answer: str) -> StillInterested:
    """Keep one parent's yes or no; changing it later is allowed. A no ends nothing by itself: somebody calls."""
    question.answer, question.answered_at = answer, clock.now()
    question.save(update_fields=["answer", "answered_at"])
    return question
