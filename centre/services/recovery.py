"""A forgotten password, and a way back in when everything is lost (security reference 5, AC09, AC19)."""

import smtplib
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from centre import clock
from centre.models import AccountRecovery, Case, KnownDevice, LaterContact, Parent, PasswordQuestion, User
from centre.services.notices import send_to_staff
from centre.services.own_address import may_use, use_address
from centre.services.people import invite_user
from centre.team import overseers_of

#: One mail per account in this time, however often somebody asks.
ONE_MAIL_IN = timedelta(minutes=5)
#: How long answered questions stay, to count by.
KEPT_FOR = timedelta(days=1)


def note_password_question(*, email: str) -> None:
    """One row, whatever the address: the request takes as long for a stranger as for a member."""
    PasswordQuestion.objects.create(email=email)


def answer_password_questions() -> int:
    """Mail a link to each account that was asked for; returns how many mails left.

    Where mail is not safe staff is asked to call instead. A mail that cannot leave is tried again in the next round.
    """
    sent = 0
    now = clock.now()
    PasswordQuestion.objects.filter(answered_at__lt=now - KEPT_FOR).delete()
    lately = PasswordQuestion.objects.filter(answered_at__gt=now - ONE_MAIL_IN)
    had = {row.email for row in lately}
    for question in PasswordQuestion.objects.filter(answered_at=None).order_by("pk")[:200]:
        fresh, _known = question.email not in had, had.add(question.email)
        try:
            sent += fresh and _answer(question.email)
        except (OSError, smtplib.SMTPException):
            continue
        question.answered_at = now
        question.save(update_fields=["answered_at"])
    return sent


def _answer(email: str) -> int:
    users = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
    done = 0
    for user in users:
        unsafe = Parent.objects.filter(user=user, mail_is_safe=False)
        if unsafe.exists():
            _ask_staff_to_call(unsafe)
        elif user.has_usable_password():
            _mail_a_link(user)
            done += 1
    return done


def _mail_a_link(user: User) -> None:
    args = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    url = settings.BASE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=args)
    with translation.override(user.language):
        subject = render_to_string("account/email/password_reset_key_subject.txt").strip()
        text = render_to_string("account/email/password_reset_key_message.txt", {"password_reset_url": url})
    EmailMessage(subject, text, to=[user.email]).send()


def _ask_staff_to_call(parents) -> None:
    for parent in parents:
        for case in Case.objects.open().filter(family=parent.family_id):
            text = _(
                "%(name)s (case %(case)s) may have forgotten the password. Mail is not safe for this parent: call on "
                "the safe number. A new start takes two colleagues."
            ) % {"name": parent, "case": case.reference}
            send_to_staff(
                recipients=overseers_of(case), subject=_("Call a parent about a password"), text=text, by=None
            )


@transaction.atomic
def ask_recovery(*, user: User, by: User, called_back: bool, email: str) -> AccountRecovery:
    """The first of two: called back on the number that was known before, and recognised the person.

    `email`: where the link goes, as that person told it. Whoever was in the account may have put in another one.
    Raises ValidationError without the call, for oneself, for an address of somebody else, or while another one waits.
    """
    if not called_back:
        raise ValidationError({"called_back": _("Call back first, on the number that we knew already.")})
    if user.pk == by.pk:
        raise ValidationError(_("You cannot do this for yourself. Ask a colleague."))
    rows = AccountRecovery.objects.filter(user=user)
    if rows.open().exists():
        raise ValidationError(_("A colleague asked this already. Agree with it, or wait."))
    email = email.lower()
    if not may_use(user=user, email=email):
        raise ValidationError({"email": _("Use an address that only this person reads.")})
    rows.update(email="")
    return AccountRecovery.objects.create(user=user, asked_by=by, called_back_at=clock.now(), email=email)


@transaction.atomic
def agree_recovery(*, recovery: AccountRecovery, by: User) -> str:
    """The second of two: every way into the account ends; the only one left is a new link and a spoken code.

    Nobody chooses a password for somebody else. Returns the code to tell on the safe number. Raises ValidationError for
    the same person, when it is settled or older than a day, and without an address or one that may not be used.
    """
    row = AccountRecovery.objects.select_for_update().filter(pk=recovery.pk).open().select_related("user").first()
    if row is None:
        raise ValidationError(_("This has been settled already, or it is older than a day."))
    if by.pk in (row.asked_by_id, row.user_id):
        raise ValidationError(_("A colleague has to agree; you asked for this yourself."))
    user = row.user
    if not row.email:
        # Asked before the address was part of it: a link to nowhere would lock this person out for good.
        raise ValidationError(_("No e-mail address was noted with this. Stop it and ask again."))
    if not use_address(user=user, email=row.email):
        raise ValidationError(_("Somebody else uses this e-mail address by now. Stop this and ask again."))
    row.agreed_by, row.agreed_at, row.email = by, clock.now(), ""
    row.save(update_fields=["agreed_by", "agreed_at", "email"])
    _end_ways_in(user)
    return invite_user(user=user, by=by, with_code=True)


def _end_ways_in(user: User) -> None:
    """Password, second step, other sign-ins, sessions, changes that wait; what a room gave out, by its `recovery.py`."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    user.identities.all().delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    KnownDevice.objects.filter(user=user).delete()
    LaterContact.objects.filter(parent__user=user, settled_at=None).update(settled_at=clock.now())
    for room in settings.ROOMS:
        if find_spec(f"{room}.recovery"):
            import_module(f"{room}.recovery").end_ways_in(user)


def stop_recovery(*, recovery: AccountRecovery) -> None:
    """Something does not fit: nothing changes in the account."""
    AccountRecovery.objects.filter(pk=recovery.pk).open().update(stopped_at=clock.now(), email="")
