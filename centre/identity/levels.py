"""How sure a provider is of who signed in, on the three steps of eIDAS (law.md 2.5)."""

from enum import IntEnum

from django.utils.translation import gettext_lazy as _


class Level(IntEnum):
    """NONE: the provider says nothing that we know, so nothing is assumed."""

    NONE = 0
    LOW = 1
    SUBSTANTIAL = 2
    HIGH = 3

    @property
    def label(self):
        names = {
            Level.NONE: _("unknown"),
            Level.LOW: _("low"),
            Level.SUBSTANTIAL: _("substantial"),
            Level.HIGH: _("high"),
        }
        return names[self]

    @classmethod
    def named(cls, name: str) -> "Level":
        """`substantial` → Level.SUBSTANTIAL. Raises ValueError for another word."""
        try:
            return cls[name.strip().upper()]
        except KeyError:
            raise ValueError(f"not a level: {name}") from None


_DIGID = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
_EHERKENNING = "urn:etoegang:core:assurance-class:"
_EIDAS = "http://eidas.europa.eu/LoA/"

#: What the Dutch schemes and eIDAS write in `acr`. DigiD Midden and eHerkenning 2+ are still low.
SCHEMES: dict[str, Level] = {
    f"{_DIGID}PasswordProtectedTransport": Level.LOW,
    f"{_DIGID}MobileTwoFactorContract": Level.LOW,
    f"{_DIGID}Smartcard": Level.SUBSTANTIAL,
    f"{_DIGID}SmartcardPKI": Level.HIGH,
    f"{_EHERKENNING}loa2": Level.LOW,
    f"{_EHERKENNING}loa2plus": Level.LOW,
    f"{_EHERKENNING}loa3": Level.SUBSTANTIAL,
    f"{_EHERKENNING}loa4": Level.HIGH,
    f"{_EIDAS}low": Level.LOW,
    f"{_EIDAS}substantial": Level.SUBSTANTIAL,
    f"{_EIDAS}high": Level.HIGH,
}
