"""On the twelfth, sixteenth and eighteenth birthday somebody else decides: whom it concerns hears it on the day itself.

Both parents read the same words at the same moment; a child with an account gets a doorbell to its own page, where its
question stands from that day (law.md 1.2; Jw 7.3.4, 7.3.5). Staff has its card (intake.consents.turning_cases).
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Child, Notice
from centre.services.notices import queue_notice, send_to_both_parents
from intake.consents import turned


def tell_birthdays() -> int:
    """Tell what is due, once per child, age and case; returns how many cases heard something new."""
    return sum(_tell(case, child, age, on) for case, child, age, on in turned(clock.today()))


@transaction.atomic
def _tell(case: Case, child: Child, age: int, on: date) -> int:
    key = f"birthday:{child.reference}:{age}"
    sent = send_to_both_parents(
        case=case,
        subject=_("Who decides has changed"),
        text=_words(age) % {"name": child.first_name},
        by=None,
        sending=key,
    )
    if child.user_id:
        queue_notice(key=f"{case.reference}:{key}", kind=Notice.Kind.MESSAGE, recipient=child.user, path="/kind/")
    return int(bool(sent))


def _words(age: int) -> str:
    if age == 12:
        return _(
            "%(name)s is twelve years old now. From today we also ask %(name)s whether our help is all right. Your own "
            "answers stay as they are. You need not do anything."
        )
    if age == 16:
        return _(
            "%(name)s is sixteen years old now. From today %(name)s decides alone about our help, and alone about who may "
            "read along. Your answers about %(name)s no longer count from now on. Your answers about yourself stay as "
            "they are. You need not do anything."
        )
    return _(
        "%(name)s is eighteen years old now, and grown up. From today we only talk with %(name)s about %(name)s. Your "
        "answers about yourself stay as they are. You need not do anything."
    )
