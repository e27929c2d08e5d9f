"""What in a text may point at a person: pure, without looking anybody up. It warns; a human decides.

Nothing typed is compared with names that the portal knows: that would tell somebody whether a person is in a file.
"""

import re

MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "jan|feb|mrt|apr|jun|jul|aug|sept|okt|nov|dec"
)
#: Kinds of details with one shape.
SHAPES = [
    re.compile(r"\b\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:19|20)?\d{2}\b"),
    re.compile(rf"\b\d{{1,2}}\s+(?:{MONTHS})\.?(?:\s+(?:19|20)?\d{{2}})?\b", re.IGNORECASE),
    re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b"),
    re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b"),
    re.compile(r"\b\d{8,9}\b"),
    re.compile(r"(?<!\d)(?:\+31|0)[\s-]?[1-9](?:[\s-]?\d){7,8}\b"),
]
#: A word with one capital, perhaps with a second part: "Jordi", "Anne-Marie", "van Beek".
CAPITAL = re.compile(r"(?<![\w'])(?:[A-ZÀ-Þ][a-zß-ÿ']+(?:-[A-ZÀ-Þ][a-zß-ÿ]+)*)(?!\w)")
#: Capitals that name no person.
INSTITUTIONS = frozenset(
    re.findall(
        r"\w+",
        "veilig thuis raad kinderbescherming nederland nederlands nederlandse wijkteam jeugdbescherming jeugdwet "
        "ouderschap kindertelefoon europa kerst pasen pinksteren sinterklaas villa pinedo teams whatsapp",
    )
)
#: First words of a sentence that name no person, also when one of the verbs below follows.
BEGINNINGS = frozenset(
    re.findall(
        r"\w+",
        """het dit dat deze die er hier daar hij zij ze men niemand iemand wie wat waar alles niets kind kinderen ouder
        ouders moeder vader zoon dochter school gezin contact omgang hulp gezag overleg mediation therapie woonplaats wonen
        jeugdzorg dan nu soms eerst daarna later volgens hoe waarom wanneer toen zo als ook maar en of""",
    )
)
#: After these a capital at the beginning of a sentence is likely a name: "Jordi wil", "Jordi en".
AFTER_A_NAME = re.compile(
    r"\s+(?:wil|wilde|is|was|heeft|had|gaat|ging|zegt|zei|mag|moet|kan|woont|woonde|wordt|vindt|denkt|komt|kwam|slaapt|"
    r"blijft|belt|belde|vertelt|vertelde|voelt|krijgt|kreeg|ziet|zag|huilt|en\s+[A-ZÀ-Þ])\b"
)


def pointing_words(text: str) -> list[str]:
    """Words that look like a name, a date, a postcode, a number or a mail address, in order, at most ten."""
    found: list[str] = []
    for shape in SHAPES:
        found += [match[0] for match in shape.finditer(text)]
    for match in CAPITAL.finditer(text):
        word = match[0].lower()
        begins = _begins_sentence(text, match.start())
        if word in INSTITUTIONS or (begins and (word in BEGINNINGS or not AFTER_A_NAME.match(text, match.end()))):
            continue
        found.append(match[0])
    return list(dict.fromkeys(found))[:10]


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"'“‘(–-")
    return not before or before[-1] in ".!?:;\n\r"
