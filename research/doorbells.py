"""Is a doorbell for questionnaires still wanted? Asked at the moment of sending (features.md I3)."""

from django.db.models import Q

from research.models import Measurement

PREFIX = "questionnaire:"


def over(keys: list[str]) -> set[str]:
    """Of these keys: waves in which this person has nothing open any more. A key is questionnaire:case:wave:user:number."""
    facts = {key: tuple(key.removeprefix(PREFIX).split(":")[:3]) for key in keys}
    users = {user for _case, _wave, user in facts.values()}
    rows = Measurement.objects.open().filter(Q(informant_parent__user__in=users) | Q(informant_child__user__in=users))
    still_open = {
        (str(case), wave, str(parent or child))
        for case, wave, parent, child in rows.values_list(
            "case_id", "wave", "informant_parent__user", "informant_child__user"
        )
    }
    return {key for key, fact in facts.items() if fact not in still_open}
