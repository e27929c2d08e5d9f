"""Two coordinators at the same moment, each with a connection of their own: one outcome, no error page."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from centre.models import Case
from intake import services
from intake.models import HelpRequest, MatchDecision
from tests.intake.test_matching import FROM_EVA, FROM_FINN, asked

pytestmark = pytest.mark.django_db(transaction=True)


def answer_to(deed):
    try:
        return deed()
    except ValidationError as refusal:
        return refusal


def at_once(*deeds) -> list:
    """Do them in threads that start together; returns what each gave back or the refusal it met.

    A database in memory has one connection: there they come one after another.
    """
    if connection.vendor == "sqlite":
        return [answer_to(deed) for deed in deeds]
    together = Barrier(len(deeds))

    def run(deed):
        together.wait(timeout=10)
        try:
            return answer_to(deed)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_a_double_click_on_the_same_family_leaves_one_word(cast):
    one, other = asked(FROM_EVA), asked(FROM_FINN)
    say = [
        lambda a=a, b=b: services.decide_match(request=a, other=b, verdict="same", by=cast.cora)
        for a, b in ((one, other), (other, one), (one, other))
    ]

    assert not [answer for answer in at_once(*say) if isinstance(answer, Exception)]
    assert MatchDecision.objects.filter(undone_at=None).count() == 1


def test_both_sides_opened_together_make_one_case_and_no_deadlock(cast):
    one, other = asked(FROM_EVA), asked(FROM_FINN)
    services.decide_match(request=one, other=other, verdict="same", by=cast.cora)
    before = Case.objects.count()

    answers = at_once(
        lambda: services.open_case_from(request=one, twin=other, by=cast.cora),
        lambda: services.open_case_from(request=other, twin=one, by=cast.cora),
    )

    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert Case.objects.count() == before + 1
    assert HelpRequest.objects.filter(case=None).count() == 0
