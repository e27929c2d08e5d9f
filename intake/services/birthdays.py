"""On the twelfth, sixteenth and eighteenth birthday somebody else decides: whom it concerns hears it on the day itself.

Both parents who know of the child read the same words at the same moment; a child with an account gets a doorbell to its own page, where its
question stands from that day (law.md 1.2; Jw 7.3.4, 7.3.5). Staff has its card (intake.consents.turning_cases).
"""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Child, Message, Notice
from centre.services.notices import queue_notice, send_to_both_parents
from intake.consents import turned


def tell_birthdays() -> int:
    """Tell what is due, once per child, age and case; returns in how many cases a parent heard something new."""
    return sum(_tell(case, child, age, on) for case, child, age, on in turned(clock.today()))


@transaction.atomic
def _tell(case: Case, child: Child, age: int, on: date) -> int:
    key = f"birthday:{child.reference}:{age}"
    heard = set(Message.objects.filter(sending=f"{case.reference}:{key}").values_list("pk", flat=True))
    sent = send_to_both_parents(
        case=case,
        subject=_("Who decides has changed"),
        text=_words(age) % {"name": child.first_name, "day": date_format(on, "j F Y")},
        by=None,
        sending=key,
        about=child,
    )
    if child.user_id:
        queue_notice(key=f"{case.reference}:{key}", kind=Notice.Kind.MESSAGE, recipient=child.user, path="/kind/")
    return int(any(message.pk not in heard for message in sent))


def _words(age: int) -> str:
    """With the date: who gets an account days later reads the same words, and they are still true."""
    if age == 12:
        return _(
            "%(name)s turned twelve on %(day)s. From that day we also ask %(name)s whether our help is all right. Your "
            "own answers stay as they are. You need not do anything."
        )
    if age == 16:
        return _(
            "%(name)s turned sixteen on %(day)s. From that day %(name)s decides alone about our help, and alone about "
            "who may read along. Your answers about %(name)s no longer count from that day. Your answers about yourself "
            "stay as they are. You need not do anything."
        )
    return _(
        "%(name)s turned eighteen on %(day)s and is grown up. From that day we only talk with %(name)s about %(name)s. "
        "Your answers about yourself stay as they are. You need not do anything."
    )
