"""A real client that reads the contract and tries everything it allows, and what it does not (schemathesis)."""

from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from referrals.models import Referral
from referrals.views.api.interface import contract
from tests.factories import referrals
from tests.referrals.test_interface import WHOLE, key_for

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
#: Tries per operation and per kind of data: bounded, and the same ones each time.
TRIES = 10
#: How long an answer may take on a machine that is busy with other tests, in seconds.
PATIENCE = 60


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good data", "bad data"])
def test_whatever_a_client_makes_of_the_contract_gets_an_answer_of_the_contract(
    transactional_db, live_server, cast, settings, mode
):
    settings.API_REQUESTS_A_MINUTE = 100_000
    settings.BASE_URL = live_server.url
    referrals.submitted(cast)
    key = key_for(cast.wim, cast.team, cast.cora)
    answers = Counter()
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/v1/openapi.json", timeout=PATIENCE)
    checks = [*CHECKS, negative_data_rejection] if mode == GenerationMode.NEGATIVE else CHECKS
    for found in schema.get_all_operations():
        drive(found.ok(), mode, checks, key, answers)

    if mode == GenerationMode.POSITIVE:
        case = schema["/verwijzingen"]["POST"].Case(body=WHOLE, headers={"Idempotency-Key": "goed-voorbeeld"})
        made = case.call(headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE)
        case.validate_response(made, checks=CHECKS)
        answers[made.status_code] += 1
        assert made.status_code == 201
    # Shown with `pytest -s`: how often each answer was given.
    print(f"\n{mode.value}: {sum(answers.values())} requests, answers {dict(sorted(answers.items()))}")  # noqa: T201
    assert sum(answers.values()) >= TRIES
    assert not any(status >= 500 for status in answers)
    assert Referral.objects.exclude(organisation=cast.team).count() == 0


def drive(operation, mode, checks, key, answers) -> None:
    @settings(
        max_examples=TRIES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def tried(case):
        response = case.call(headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE)
        answers[response.status_code] += 1
        case.validate_response(response, checks=checks)

    tried()


def test_the_good_example_of_the_page_is_good(cast):
    shape = contract()["components"]["schemas"]["NieuweVerwijzing"]

    assert set(shape["required"]) <= set(WHOLE)
    assert shape["additionalProperties"] is False
