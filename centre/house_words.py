"""Words that everybody here would think of first: no password is made of them (ASVS 6.1.2, 6.2.11)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: The portal, the help, the roles, the places of the demo's regions, and what people add to a word they know.
WORDS = (
    "tweehuis", "expertisecentrum", "hoogconflict", "kinderenuitdeknel", "kinderen", "scheiding", "gescheiden", "portaal",
    "knel", "ouders", "ouder", "moeder", "vader", "kind", "gezin", "dossier", "therapeut", "therapie", "coordinator",
    "verwijzer", "onderzoeker", "gemeente", "raadvoordekinderbescherming", "kinderbescherming", "veiligthuis", "jeugdzorg",
    "jeugdhulp", "wijkteam", "beheerder", "beheer", "admin", "wachtwoord", "password", "welkom", "inloggen", "geheim",
    "haarlem", "nijmegen", "amsterdam", "rotterdam", "utrecht", "nederland",
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
    "lente", "zomer", "herfst", "winter", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
)  # fmt: skip
#: Letters of a password's own that have to be left when these words are taken out.
LEFT = 6
_DISGUISES = str.maketrans("0134578@$!", "oieastbasi")
_KNOWN = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


class HouseWordsValidator:
    """Refuses a password that is little more than words of the house; a sentence that happens to hold one passes."""

    def validate(self, password: str, user=None) -> None:
        plain = re.sub(r"[^a-z]", "", password.lower().translate(_DISGUISES))
        bare = re.sub(r"[^a-z]", "", password.lower())
        if any(_KNOWN.search(text) and len(_KNOWN.sub("", text)) < LEFT for text in (plain, bare)):
            raise ValidationError(self.get_help_text(), code="password_of_house_words")

    def get_help_text(self) -> str:
        return _("A password may not be made of words such as the name of the portal, a place, a month or your role.")
