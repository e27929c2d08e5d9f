"""Pure: the closed form of a questionnaire's definition, and what may be answered.

`{"intro", "choices": {name: [{"value", "label"}]}, "pages": [{"title", "items": [{"key", "text", "kind", "choices"}]}]}`;
`kind` is "scale" (a row of radio buttons) or "faces" (five drawn faces, for children).
"""

from collections.abc import Mapping

from research import scoring

#: Key of the list about the help itself, asked after the last session (features.md J7).
SATISFACTION = "tevredenheid"
KINDS = ("scale", "faces")
#: More items do not fit one page on a telephone (measurement.md 2).
ITEMS_PER_PAGE = 7


def items(definition: Mapping) -> list[dict]:
    """All items in order."""
    return [item for page in definition["pages"] for item in page["items"]]


def items_on(definition: Mapping, page: int) -> list[dict]:
    """The items of one page; pages count from 1. Raises IndexError."""
    if not 1 <= page <= len(definition["pages"]):
        raise IndexError(page)
    return definition["pages"][page - 1]["items"]


def options(definition: Mapping, item: Mapping) -> list[tuple[int, str]]:
    """The answers of one item as (value, label)."""
    return [(option["value"], option["label"]) for option in definition["choices"][item["choices"]]]


def allowed(definition: Mapping, item: Mapping) -> set[int]:
    """Every code that may be stored for an item: its answers and the two spoken reasons for none."""
    return {value for value, _label in options(definition, item)} | {scoring.REFUSED, scoring.UNKNOWN}


def first_open_page(definition: Mapping, answers: Mapping) -> int | None:
    """The first page with an item that has no answer and no reason yet; None when all have."""
    for number, page in enumerate(definition["pages"], start=1):
        if any(item["key"] not in answers for item in page["items"]):
            return number
    return None


def flaws(definition: Mapping) -> list[str]:
    """What is wrong with a definition, in words for its author."""
    found, pages = [], definition.get("pages") or []
    keys = [item.get("key") for page in pages for item in page.get("items", ())]
    if not keys or len(set(keys)) != len(keys):
        found.append("items must have keys, each once")
    for number, page in enumerate(pages, start=1):
        if not 1 <= len(page.get("items", ())) <= ITEMS_PER_PAGE:
            found.append(f"page {number} must hold one to {ITEMS_PER_PAGE} items")
    for item in (item for page in pages for item in page.get("items", ())):
        choices = definition.get("choices", {}).get(item.get("choices"), ())
        if item.get("kind") not in KINDS or not item.get("text"):
            found.append(f"{item.get('key')}: a text and one of the kinds {', '.join(KINDS)} are needed")
        if len(choices) < 2 or (item.get("kind") == "faces" and len(choices) != 5):
            found.append(f"{item.get('key')}: has no fitting choices")
        if any(choice["value"] in scoring.MISSING for choice in choices):
            found.append(f"{item.get('key')}: a choice has the code of a missing answer")
    return found
