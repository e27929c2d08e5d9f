"""Invite people, give and end hats, keep residence and contact as dated facts."""

import hashlib
import secrets
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import STAFF, Audience
from centre.mailboxes import is_read_by_family_of
from centre.models import (
    Child,
    Dossier,
    Invitation,
    Membership,
    Municipality,
    Notice,
    Organisation,
    Parent,
    Region,
    Residence,
    User,
)
from centre.references import ALPHABET
from centre.services.contact import keep_contact
from centre.services.notices import queue_notice
from centre.services.own_family import bar_from_own_family
from centre.services.resting import end_what_rests_on_no_hat

#: How long an invitation works, in days, and how often its code may be mistyped.
INVITATION_DAYS = 14
CODE_ATTEMPTS = 5


class InvitationInvalid(Exception):
    """Unknown, used, expired or mistyped too often: the same answer for all (no oracle)."""


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def add_membership(
    *,
    user: User,
    audience: str,
    organisation: Organisation | None = None,
    region: Region | None = None,
    municipality: Municipality | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    """Give somebody a hat. `until` is the last day on which it counts. A hat at work shuts the case of the own family.

    Cases that were open under a hat that ran out by its date stay closed: this one opens none of them again.
    """
    end_what_rests_on_no_hat(user=user, by=None)
    hat = Membership.objects.create(
        user=user,
        audience=audience,
        organisation=organisation,
        region=region,
        municipality=municipality,
        since=since or clock.today(),
        until=until,
    )
    if audience in STAFF:
        bar_from_own_family(user=user)
    return hat


def end_membership(*, membership: Membership) -> None:
    """Take a hat off at once: yesterday was its last day."""
    membership.until = max(clock.today() - timedelta(days=1), membership.since)
    if membership.since >= clock.today():
        membership.delete()
    else:
        membership.save(update_fields=["until"])


@transaction.atomic
def invite_parent(*, parent: Parent, by: User | None, email: str = "") -> str:
    """Make (or find) the parent's account and invite; returns the code that staff tells this parent in person.

    `email`: the address that this parent gave, counts where none is known. The mail holds a link, no code: whoever reads
    along in the mailbox cannot use it (security reference AC09). Raises ValidationError by field.
    """
    known = (parent.contact or {}).get("email", "")
    email = known or email.strip().lower()
    if not email:
        raise ValidationError({"email": _("We have no mail address of this parent yet. Ask the parent.")})
    if is_read_by_family_of(email, parent):
        # A shared mailbox: the same words whatever the cause, so that nobody learns whose address it is.
        raise ValidationError({"email": _("Use an address that only this person reads.")})
    user = User.objects.filter(email=email).first()
    if parent.user and parent.user != user and parent.user.has_usable_password():
        # Letters and rights hang on the account in use: another address never makes another person of this parent.
        raise ValidationError({"email": _("This parent has an account already. Help with “A way back in”.")})
    user = user or User.objects.create_user(email=email, name=str(parent))
    if not known:
        parent.contact = {"email": email}
        parent.save(update_fields=["contact"])
    if parent.user_id != user.pk:
        parent.user = user
        parent.save(update_fields=["user"])
        bar_from_own_family(user=user)
    if not user.memberships.active().filter(audience=Audience.PARENT).exists():
        add_membership(user=user, audience=Audience.PARENT)
    return invite_user(user=user, by=by, with_code=True)


@transaction.atomic
def invite_child(*, child: Child, email: str, by: User | None) -> str:
    """An own account from twelve years on, opened with a code that staff gives in person (law.md R18).

    Returns the code. Raises ValidationError by field for a younger child or an address that is in use.
    """
    if not child.may_have_account:
        raise ValidationError({"child": _("A child has an own account from twelve years on.")})
    if child.user is None:
        if User.objects.filter(email=email.lower()).exists() or is_read_by_family_of(email, child):
            raise ValidationError({"email": _("Use an address that only this child reads.")})
        child.user = User.objects.create_user(email=email, name=child.first_name)
        child.save(update_fields=["user"])
        add_membership(user=child.user, audience=Audience.CHILD)
    return invite_user(user=child.user, by=by, with_code=True)


@transaction.atomic
def invite_user(*, user: User, by: User | None, with_code: bool = False) -> str:
    """Send a one-time link; earlier links of this person die. Returns the spoken code ("" without one)."""
    now = clock.now()
    user.invitations.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    code = "".join(secrets.choice(ALPHABET) for _ in range(6)) if with_code else ""
    invitation = Invitation.objects.create(
        user=user,
        token_digest=digest(token),
        code_digest=digest(code) if code else "",
        invited_by=by,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    queue_notice(
        key=f"invitation:{invitation.pk}",
        kind=Notice.Kind.INVITATION,
        recipient=user,
        path=f"/account/uitnodiging/{token}/",
        not_after=invitation.expires_at,
    )
    return code


def find_invitation(*, token: str) -> Invitation:
    """The open invitation of a link. Raises InvitationInvalid."""
    rows = Invitation.objects.select_related("user").filter(
        token_digest=digest(token), used_at=None, expires_at__gt=clock.now(), failed_attempts__lt=CODE_ATTEMPTS
    )
    invitation = rows.first()
    if invitation is None:
        raise InvitationInvalid
    return invitation


def accept_invitation(*, invitation: Invitation, code: str, password: str) -> User:
    """Check the spoken code, set the password, mark the address as verified. Raises ValidationError by field."""
    right = not invitation.code_digest or secrets.compare_digest(digest(code.strip().upper()), invitation.code_digest)
    # Each try is counted before it is judged, by the database: many at once are not more than five either.
    left = Invitation.objects.filter(pk=invitation.pk, used_at=None, failed_attempts__lt=CODE_ATTEMPTS)
    counted = left.update(failed_attempts=F("failed_attempts") + (0 if right else 1))
    if not (right and counted):
        raise ValidationError({"code": _("This code is not right. Check it, or call the centre.")})
    user = invitation.user
    _settle_password(user, password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        Invitation.objects.filter(pk=invitation.pk).update(used_at=clock.now())
    return user


def _settle_password(user: User, password: str) -> None:
    """A first password is set; an account in use keeps its own, which has to be given: an invitation never resets one."""
    if user.password and user.has_usable_password():
        if not user.check_password(password):
            raise ValidationError(
                {"password": _("This address has an account already. Give the password of that account.")}
            )
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)


@transaction.atomic
def record_residence(*, child: Child, municipality: Municipality, since: date) -> Residence:
    """The child is registered elsewhere from this date; earlier figures stay with the earlier municipality.

    The day of the last move again puts that one right. Raises ValidationError by field for an earlier day.
    """
    Child.objects.select_for_update().get(pk=child.pk)
    last = child.residences.select_related("municipality").order_by("-since").first()
    if since < child.birth_date:
        raise ValidationError({"since": _("This day is before the day of birth.")})
    if last is not None and since < last.since:
        facts = {"town": last.municipality.name, "date": date_format(last.since, "j F Y")}
        text = _("We have %(town)s as the place since %(date)s. Choose that day or a later one.")
        raise ValidationError({"since": text % facts})
    child.residences.filter(until=None, since__lt=since).update(until=since - timedelta(days=1))
    row, _made = Residence.objects.update_or_create(child=child, since=since, defaults={"municipality": municipality})
    return row


def keep_language(*, user: User, language: str) -> None:
    """The language of this person's pages and mails from now on."""
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def correct_contact(*, parent: Parent, contact: dict, by: User) -> None:
    """Replace address and phone of one parent, in the vault; content changed, so retention starts again."""
    keep_contact(parent=parent, contact=contact, by=by)
    if email := contact.get("email"):
        parent.contact = {"email": email}
        parent.save(update_fields=["contact"])
    parent.dossiers.filter(kind=Dossier.Kind.PARENT).update(last_content_change_at=clock.now())
