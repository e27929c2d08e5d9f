"""allauth's hooks: accounts come by invitation only; second-factor secrets are encrypted; limits per client."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import consume, get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from centre import access
from centre.fields import cipher
from centre.identity.assurance import LEVEL
from centre.identity.stage import PROOF, STRONG
from centre.models import Parent
from centre.services.address_mail import queue_mail
from centre.services.contact_changes import put_off_new_address, refuse_address, tell_staff_of_account_change
from centre.services.devices import forget_where, is_known_client, remember_client, remember_device


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account begins with an invitation (centre/services/people.py)."""

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        stages = super().get_login_stages()
        return [
            "centre.identity.stage.SecondFactorStage" if "AuthenticateStage" in stage else stage for stage in stages
        ]

    def post_login(self, request, user, **kwargs):
        proof = (kwargs.get("signal_kwargs") or {}).get(PROOF)
        if proof:
            request.session[STRONG], request.session[LEVEL] = proof["strong"], proof["level"]
            access.log(request, action=access.Action.VIEW, label=f"signed in: {proof['provider']}, {proof['level']}")
        # Here and not in a signal: whoever reads the adapter sees everything that signing in does.
        remember_device(user=user, user_agent=request.headers.get("User-Agent", ""))
        remember_client(address=get_ip(request), email=user.email)
        response = super().post_login(request, user, **kwargs)
        forget_where(session_key=request.session.session_key)
        return response

    def send_mail(self, template_prefix, email, context):
        """Every mail of allauth waits for a worker; nothing leaves inside a request."""
        mail = self.render_mail(template_prefix, email, {"email": email, **context})
        queue_mail(address=email, subject=str(mail.subject), text=mail.body)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Changes of password, address or second factor: no network address, no browser, no time in the mail.

        A parent whose mail is not safe gets none: staff is asked to call; the portal shows the change on the page itself.
        """
        tell_staff_of_account_change(user=user)
        email = email or EmailAddress.objects.get_primary_email(user)
        if email and not Parent.objects.filter(user=user, mail_is_safe=False).exists():
            self.send_mail(template_prefix, email, context or {})

    def confirm_email(self, request, email_address):
        """The new address replaces the old one; a parent's counts some days later, so that nobody redirects the mail."""
        user, email = email_address.user, email_address.email
        try:
            is_put_off = put_off_new_address(user=user, email=email)
        except ValidationError as error:
            refuse_address(user=user, email=email)
            messages.error(request, " ".join(error.messages))
            return False
        if not is_put_off:
            return super().confirm_email(request, email_address)
        self.send_notification_mail("account/email/email_waits", user, email=user.email)
        messages.success(request, _("We received this. It counts within a few days; we may call you first."))
        return True

    def pre_authenticate(self, request, **credentials):
        """A strict limit for one client; over all clients a high one, for who guesses from many places.

        Where this person signed in before, or opened the link for a new password, the high one does not count: nobody
        locks an ex-partner out with it.
        """
        super().pre_authenticate(request, **credentials)
        self._anywhere = None
        if is_known_client(address=get_ip(request), email=credentials.get("email", "")):
            return
        account = super()._get_login_attempts_cache_key(request, **credentials)
        self._anywhere = consume(request, app="allauth.account", action="login_failed_anywhere", key=account)
        if not self._anywhere:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self):
        super()._rollback_login_failed_rl_usage()
        if self._anywhere:
            self._anywhere.rollback()

    def _delete_login_attempts_cached_email(self, request, **credentials):
        # allauth calls this once somebody chose a new password through the link in the mail.
        super()._delete_login_attempts_cached_email(request, **credentials)
        remember_client(address=get_ip(request), email=credentials["email"])

    def _get_login_attempts_cache_key(self, request, **credentials):
        # With the client's address in the key nobody can lock an ex-partner out from elsewhere.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are ciphertext in the database."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()
