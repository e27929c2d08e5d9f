"""What may stand in a mail: no content, no names, no numbers, no word that gives away what this is about (law.md R49)."""

import re

from django.utils.translation import gettext as _

from centre.mail_words import LINK, VARIABLE, VARIABLES

#: Language → beginnings of words that tell what help somebody asked for, or that blame.
TELLING = {
    "nl": (
        "knel", "scheid", "gescheiden", "conflict", "vecht", "ruzie", "ex-", "kind", "ouder", "moeder", "vader", "zoon",
        "dochter", "gezin", "groep", "behandel", "therap", "hulpverlen", "jeugd", "psych", "diagnos", "trauma", "adhd",
        "autis", "depress", "angst", "verslav", "mishandel", "geweld", "veilig thuis", "raad voor", "rechter", "rechtbank",
        "gezag", "omgang", "dossier", "intake", "verwijz", "wederpartij", "tegenpartij", "dader", "school", "gemeente",
    ),
    "en": (
        "divorc", "separat", "conflict", "fight", "ex-", "child", "parent", "mother", "father", "son ", "daughter", "famil",
        "group", "treat", "therap", "youth", "psych", "diagnos", "trauma", "adhd", "autis", "depress", "anxi", "addict",
        "abuse", "violen", "court", "judge", "custod", "visitation", "dossier", "intake", "referr", "opponent", "school",
        "municipal",
    ),
}  # fmt: skip
_ADDRESS = re.compile(r"://|www\.|[<>@]")
_BRACES = re.compile(r"{{|}}|{%|%}|{#")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[\"'(]\s*)$")
_CAPITALISED = re.compile(r"\b[A-ZÀ-Ý][\w’'-]+")


def problems(*, subject: str, text: str, language: str, names: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Field → what is wrong with it, with the line. Empty when it may leave. `names`: of people and places."""
    found = {"subject": [], "text": []}
    for problem in _of_line(subject, language, names):
        found["subject"].append(problem)
    if VARIABLE.search(subject):
        found["subject"].append(_("No variables in the subject."))
    for number, line in enumerate(text.splitlines(), 1):
        found["text"] += [
            _("Line %(number)s: %(problem)s") % {"number": number, "problem": problem}
            for problem in _of_line(line, language, names)
        ]
    if len(LINK.findall(text)) != 1 or not any(LINK.fullmatch(line.strip()) for line in text.splitlines()):
        found["text"].append(_("Write {{ link }} once, on a line of its own."))
    return {field: problems for field, problems in found.items() if problems}


def words_that_may_be_names(text: str) -> set[str]:
    """Capitalised words that do not begin a sentence."""
    plain = VARIABLE.sub("", text)
    return {
        found[0]
        for line in plain.splitlines()
        for found in _CAPITALISED.finditer(line)
        if not _SENTENCE_START.search(line[: found.start()])
    }


def _of_line(line: str, language: str, names: frozenset[str]):
    for name in VARIABLE.findall(line):
        if name not in VARIABLES:
            known = ", ".join(f"{{{{ {each} }}}}" for each in VARIABLES)
            yield _("%(name)s does not exist. You may use: %(known)s.") % {"name": f"{{{{ {name} }}}}", "known": known}
    plain = VARIABLE.sub("", line)
    if _BRACES.search(plain):
        yield _("a bracket is left over.")
    if re.search(r"\d", plain):
        yield _("no numbers: a time, a date or a phone number tells something.")
    if _ADDRESS.search(plain):
        yield _("no addresses and no code: only the button leads somewhere.")
    for word in TELLING.get(language, ()):
        if re.search(rf"(?<!\w){re.escape(word)}", plain, re.IGNORECASE):
            yield _("“%(word)s” gives away what this is about.") % {"word": word.strip()}
    for name in sorted(words_that_may_be_names(line) & names):
        yield _("“%(word)s” is the name of a person or a place.") % {"word": name}
