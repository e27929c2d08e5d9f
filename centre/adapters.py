"""allauth's hooks: accounts come by invitation only; second-factor secrets are encrypted; limits per client."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from centre.fields import cipher


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account begins with an invitation (centre/services/people.py)."""

    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        # With the client's address in the key nobody can lock an ex-partner out from elsewhere.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are ciphertext in the database."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()
