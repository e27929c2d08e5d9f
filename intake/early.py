"""What a parent hears early, always with a way on: no door closes here (features.md A3). Plain data, no database."""

from collections.abc import Mapping
from datetime import date

from centre.authority import age_on

#: From this age children take part themselves; with only younger ones the parents come alone (domain.md 2).
GROUP_AGE = 4
YOUNG, ONE_PARENT, UNSAFE, NO_AUTHORITY = "young", "one_parent", "unsafe", "no_authority"
ELSEWHERE, NO_SUCH_TOWN = "elsewhere", "no_such_town"


def remarks(page: str, answers: Mapping, *, today: date, is_served: bool = True, knows_towns: bool = True) -> list[str]:
    """What to say after this page, most urgent first. `page`: children, you or other."""
    told = answers.get(page, {})
    if page == "children":
        born = [date.fromisoformat(row["birth_date"]) for row in told.get("rows", [])]
        young = bool(born) and all(age_on(day, today) < GROUP_AGE for day in born)
        return [ELSEWHERE] * (not is_served) + [NO_SUCH_TOWN] * (not knows_towns) + [YOUNG] * young
    if page == "you":
        return [UNSAFE] * (told.get("safe") == "no") + [NO_AUTHORITY] * (
            told.get("relation") == "other" or told.get("authority") == "no"
        )
    return [ONE_PARENT] * (told.get("joins") in ("no", "no_contact"))


def parents_only(answers: Mapping, *, today: date) -> bool:
    """Only children under four: the track for parents."""
    return YOUNG in remarks("children", answers, today=today)
