"""allauth's hooks: accounts come by invitation only; second-factor secrets are encrypted; limits per client."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter

from centre import access
from centre.fields import cipher
from centre.identity.stage import PROOF, STRONG
from centre.models import Parent
from centre.services.address_mail import queue_mail
from centre.services.contact_changes import tell_staff_of_account_change
from centre.services.devices import forget_where, remember_device


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
            request.session[STRONG] = proof["strong"]
            access.log(request, action=access.Action.VIEW, label=f"signed in: {proof['provider']}, {proof['level']}")
        # Here and not in a signal: whoever reads the adapter sees everything that signing in does.
        remember_device(user=user, user_agent=request.headers.get("User-Agent", ""))
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

    def _get_login_attempts_cache_key(self, request, **credentials):
        # With the client's address in the key nobody can lock an ex-partner out from elsewhere.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are ciphertext in the database."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()
