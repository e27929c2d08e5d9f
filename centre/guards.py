"""May this doorbell ring now? Asked again at the moment of sending, for a whole round in a handful of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre import clock
from centre.fields import blind_index
from centre.models import Child, Consent, ContactCard, ContactTask, Membership, Notice, Parent
from centre.models.consent import Purpose
from centre.models.mail import DoorbellKind as Kind
from centre.models.mail import MailRole
from centre.quiet import end_of_quiet

Why, Prefers = Notice.Why, ContactCard.Prefers
#: Somebody expects an invitation, and news about the own account cannot wait or be refused.
PERSONAL = frozenset({Kind.INVITATION, Kind.SECURITY})
NO = (Consent.Answer.REFUSED, Consent.Answer.WITHDRAWN)


def digest_of(address: str) -> str:
    """What bounces and tasks call an address."""
    return blind_index(address.lower(), purpose="mail address")


@dataclass
class Contact:
    """What one person's cards say together: the most careful answer counts."""

    is_unsafe: bool = False
    wants_no_mail: bool = False
    wants_a_call: bool = False
    quiet: list[tuple[int, int]] = field(default_factory=list)


class Guards:
    """The facts about the recipients of one round; `why_not` and `wait_until` ask no further queries."""

    def __init__(self, notices: Iterable[Notice]):
        self.notices, self.now = list(notices), clock.now()
        users = {notice.recipient_id for notice in self.notices}
        self.cards: dict[int, Contact] = _contacts(users)
        self.children = set(Child.objects.filter(user__in=users).values_list("user_id", flat=True))
        self.at_home = set(Membership.objects.active().filter(user__in=users).values_list("user_id", flat=True))
        open_tasks = ContactTask.objects.filter(person__in=users, sort=ContactTask.Sort.UNDELIVERED, done_at=None)
        self.unreachable = set(open_tasks.values_list("person_id", "address_digest"))
        self.over = _over(self.notices)

    @property
    def roles(self) -> dict[int, str]:
        """To whom the mail speaks; who is not named here is a professional."""
        return dict.fromkeys(self.cards, MailRole.PARENT) | dict.fromkeys(self.children, MailRole.CHILD)

    def why_not(self, notice: Notice) -> str:
        """Why this must not ring at all; "" when it may."""
        user, card = notice.recipient, self.cards.get(notice.recipient_id, Contact())
        personal = notice.kind in PERSONAL
        if notice.not_after and notice.not_after < self.now:
            return Why.LATE
        if not user.is_active or not (personal or user.is_staff or user.pk in self.at_home):
            return Why.ACCOUNT
        if notice.key in self.over:
            return Why.OCCASION
        if card.wants_a_call and (card.is_unsafe or not personal):
            return Why.CALL
        if card.is_unsafe:
            return Why.UNSAFE
        if card.wants_no_mail and not personal:
            return Why.CONSENT
        if self.unreachable and (user.pk, digest_of(user.email)) in self.unreachable:
            return Why.UNREACHABLE
        return ""

    def wait_until(self, notice: Notice) -> datetime | None:
        """When this may ring, if its person wants quiet now; None means at once, also when later would be too late."""
        if notice.kind in PERSONAL:
            return None
        ends = [end_of_quiet(self.now, *hours) for hours in self._quiet_hours(notice.recipient_id)]
        later = max((end for end in ends if end), default=None)
        too_late = later is not None and notice.not_after is not None and notice.not_after <= later
        return None if too_late else later

    def _quiet_hours(self, user: int) -> list[tuple[int, int]]:
        """Families have quiet nights unless they chose otherwise; professionals look when they work."""
        card = self.cards.get(user)
        if card is None:
            return [settings.QUIET_HOURS] if user in self.children else []
        return card.quiet


def _contacts(users: set[int]) -> dict[int, Contact]:
    rows = Parent.objects.filter(user__in=users).values_list(
        "pk",
        "user_id",
        "mail_is_safe",
        "contact_card__prefers",
        "contact_card__quiet_from",
        "contact_card__quiet_until",
    )
    rows, contacts = list(rows), defaultdict(Contact)
    no_mail = _without_consent([row[0] for row in rows])
    for pk, user, is_safe, prefers, quiet_from, quiet_until in rows:
        card = contacts[user]
        card.is_unsafe |= not is_safe
        card.wants_no_mail |= pk in no_mail
        # Nobody can send text messages from here: who wants one is called, unless a mail is safe as well.
        # A number that the other parent gave as well changes nothing here: mail instead would tell that it is the same.
        # Whoever takes the call in hand reads that it must be asked first.
        card.wants_a_call |= prefers == Prefers.CALL or (prefers == Prefers.SMS and not is_safe)
        card.quiet.append(settings.QUIET_HOURS if quiet_from is None else (quiet_from, quiet_until))
    return dict(contacts)


def _without_consent(parents: list[int]) -> set[int]:
    """Parents whose last word about mail was no; who was never asked gets doorbells, which say nothing."""
    rows = Consent.objects.filter(purpose=Purpose.MAIL, giver_parent__in=parents).order_by("answered_at", "pk")
    latest = dict(rows.values_list("giver_parent_id", "answer"))
    return {parent for parent, answer in latest.items() if answer in NO}


def _over(notices: list[Notice]) -> set[str]:
    """Keys whose occasion is over. Each room may have `doorbells.py` with PREFIX and `over(keys)`; found by name."""
    found: set[str] = set()
    for room in settings.ROOMS:
        if find_spec(f"{room}.doorbells"):
            module = import_module(f"{room}.doorbells")
            if keys := [notice.key for notice in notices if notice.key.startswith(module.PREFIX)]:
                found |= module.over(keys)
    return found
