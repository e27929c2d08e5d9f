"""What a page says after a deed may name a person; on its way to the next page it lies on a device that others read.

So it is ciphertext there (law.md R38). The session on the server takes what does not fit.
"""

from cryptography.fernet import InvalidToken
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

from centre.fields import cipher


class SealedCookieStorage(CookieStorage):
    """Django's signed cookie, encrypted with the keys of the columns."""

    def _encode_parts(self, *args, **kwargs):
        text = super()._encode_parts(*args, **kwargs)
        return cipher().encrypt(text.encode()).decode() if text else text

    def _decode(self, data):
        try:
            text = cipher().decrypt(data.encode()).decode() if data else data
        except InvalidToken:
            # Of before a change of keys, or made up: like no message at all.
            self.used = True
            return None
        return super()._decode(text)


class SealedStorage(FallbackStorage):
    storage_classes = (SealedCookieStorage, SessionStorage)
