"""A parent's own answers about contact: at once, or after some days where there is a risk (security reference AC10)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, LaterContact, Parent, User
from centre.risk import cooling_off, is_at_risk
from centre.services.contact import hide_all, save_own_contact
from centre.services.notices import send_to_staff
from centre.services.own_address import forget_waiting_address, may_use, use_waiting_address
from centre.team import overseers_of


@transaction.atomic
def change_own_contact(*, parent: Parent, by: User, answers: dict) -> bool:
    """Keep the answers; True when they count at once. The page says the same words either way.

    What only protects counts at once also where there is a risk: no mail any more, extra protection of the address.
    """
    if not is_at_risk(parent):
        save_own_contact(parent=parent, by=by, answers=answers)
        return True
    if answers["extra_secret"]:
        hide_all(parent=parent, by=by)
    if not answers["mail_is_safe"] and parent.mail_is_safe:
        parent.mail_is_safe = False
        parent.save(update_fields=["mail_is_safe"])
    _keep_for_later(parent, by, answers)
    _tell(parent, _("%(name)s (case %(case)s) changed how to be reached, or somebody did who is in the account."))
    return False


@transaction.atomic
def put_off_new_address(*, user: User, email: str) -> bool:
    """A parent confirmed a new address to sign in with: it waits. False where nothing waits, as for who is no parent.

    Every parent waits, also without a risk: that an address waits tells nothing about the file. Raises ValidationError,
    in the same words whatever the cause, for an address that may not be used; who is no parent hears that as well.
    """
    if not may_use(user=user, email=email):
        raise ValidationError(_("This e-mail address cannot be used. Use an address that only you read, or ask us."))
    rows = list(Parent.objects.filter(user=user).order_by("pk"))
    if not rows or user.email == email:
        return False
    # On the row of the case with the risk: its staff has to see it, and can stop it.
    parent = next(filter(is_at_risk, rows), rows[0])
    waiting = waiting_change(parent)
    if waiting is None or waiting.answers.get("email") != email:
        _keep_for_later(parent, user, {"email": email})
    return True


@transaction.atomic
def refuse_address(*, user: User, email: str) -> None:
    """Forget an address that may not be used; whoever watches over the family calls. The old one stays."""
    forget_waiting_address(user=user, email=email)
    mine = Q(family__parents__user=user) | Q(family__children__user=user)
    for case in Case.objects.open().filter(mine).distinct():
        text = _(
            "%(name)s (case %(case)s) asked for an e-mail address that cannot be used: it belongs to somebody else, or "
            "somebody else in the family reads that mailbox. The old address stays. Call on the number that we know and "
            "ask whether it was this person."
        ) % {"name": user.name, "case": case.reference}
        subject = _("Call somebody about an e-mail address")
        send_to_staff(recipients=overseers_of(case), subject=subject, text=text, by=None)


def _keep_for_later(parent: Parent, by: User, answers: dict) -> None:
    """One change waits; what these answers do not speak of waits on with them."""
    now, earlier = clock.now(), waiting_change(parent)
    LaterContact.objects.filter(parent=parent, settled_at=None).update(settled_at=now)
    answers = (earlier.answers if earlier else {}) | answers
    LaterContact.objects.create(parent=parent, answers=answers, asked_by=by, counts_from=now + cooling_off())


@transaction.atomic
def settle(*, change: LaterContact, by: User, carry_out: bool) -> bool:
    """Staff called the safe number: let it count now, or stop it.

    False when it was settled already, and when its address may not be used any more: that is not carried out, it stands
    as stopped by whose turn it was, and staff hears it.
    """
    row = LaterContact.objects.select_for_update().filter(pk=change.pk, settled_at=None).first()
    if row is None:
        return False
    is_refused = False
    if carry_out:
        if "mail_is_safe" in row.answers:
            save_own_contact(parent=row.parent, by=row.asked_by, answers=row.answers)
        if email := row.answers.get("email"):
            is_refused = not use_waiting_address(user=row.asked_by, email=email)
    if is_refused:
        refuse_address(user=row.asked_by, email=email)
    if is_refused or not carry_out:
        row.stopped_by = by
    row.settled_at = clock.now()
    row.save(update_fields=["settled_at", "stopped_by"])
    return not is_refused


def carry_out_due() -> int:
    """Let changes count whose waiting is over; returns how many."""
    rows = LaterContact.objects.filter(settled_at=None, counts_from__lte=clock.now()).select_related(
        "asked_by", "parent"
    )
    return sum(settle(change=row, by=row.asked_by, carry_out=True) for row in rows[:200])


def waiting_change(parent: Parent) -> LaterContact | None:
    """The one change that waits, if any."""
    return LaterContact.objects.filter(parent=parent, settled_at=None).first()


def tell_staff_of_account_change(*, user: User) -> None:
    """Password, address or second factor changed where there is a risk: a colleague calls."""
    for parent in Parent.objects.filter(user=user):
        if is_at_risk(parent):
            _tell(parent, _("The password, the e-mail address or the second step of %(name)s (case %(case)s) changed."))


def tell_staff_of_consent(*, parent: Parent) -> None:
    """A yes or no was changed where there is a risk. It counts at once: taking back is as easy as giving (AVG 7 lid 3)."""
    if is_at_risk(parent):
        _tell(parent, _("%(name)s (case %(case)s) gave another answer about permission."))


def _tell(parent: Parent, what: str) -> None:
    for case in Case.objects.open().filter(family=parent.family_id):
        text = what % {"name": parent, "case": case.reference}
        text += "\n\n" + _("There is a risk in this case: call on the safe number and ask whether it was this parent.")
        send_to_staff(recipients=overseers_of(case), subject=_("Call a parent about a change"), text=text, by=None)
