"""What a browser says about itself, said roughly: a kind of device and a browser, never a version or a place."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

PHONE, TABLET, COMPUTER = "phone", "tablet", "computer"
#: Word in the user agent → browser; the order matters, because most of them also call themselves Chrome or Safari.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]


@dataclass(frozen=True)
class Device:
    """`kind`: phone, tablet or computer; `browser`: its name, or empty when it says nothing that we know."""

    kind: str
    browser: str

    @property
    def family(self) -> str:
        """The same for every version: by this a device counts as known."""
        return f"{self.kind}, {self.browser}".rstrip(", ")

    def __str__(self):
        kinds = {PHONE: _("phone"), TABLET: _("tablet"), COMPUTER: _("computer")}
        # Outside the f-string: xgettext does not look inside one.
        browser = self.browser or _("another browser")
        return f"{kinds[self.kind]}, {browser}"


def device_of(user_agent: str) -> Device:
    """Read a user agent; anything, also nothing at all, gives a device."""
    browser = next((name for word, name in BROWSERS if word in user_agent), "")
    if "iPad" in user_agent or "Tablet" in user_agent or ("Android" in user_agent and "Mobi" not in user_agent):
        return Device(TABLET, browser)
    return Device(PHONE if "Mobi" in user_agent or "iPhone" in user_agent else COMPUTER, browser)
