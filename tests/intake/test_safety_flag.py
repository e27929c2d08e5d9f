"""The flag belongs to one case, and the latest word counts."""

from centre.models import Case
from centre.selectors import flagged
from centre.services.safety import record_safety
from intake.models import Registration
from intake.selectors import coordinator_waiting, is_flagged


def up(cast):
    return [case for case in flagged(Case.objects.order_by("pk")) if case.is_flagged]


def test_the_latest_word_about_one_case_counts(cast):
    Registration.objects.create(case=cast.other_case)
    for kind, expected in (
        ("signal", []),
        ("flag_set", [cast.other_case]),
        ("flag_lifted", []),
        ("flag_set", [cast.other_case]),
    ):
        record_safety(case=cast.other_case, kind=kind, text="x", by=cast.thea)
        assert up(cast) == expected
        assert is_flagged(cast.other_case) == bool(expected)
        assert coordinator_waiting(cast.cora)["flagged"].count() == len(expected)
    record_safety(case=cast.case, kind="flag_lifted", text="x", by=cast.thea)
    assert up(cast) == [cast.other_case]
