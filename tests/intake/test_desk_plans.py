"""The triage queue with 1,000 open requests among 100,000 cases, and saving a step: few queries, no whole table read."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from centre import clock
from centre.services.cases import ChildFacts, add_child
from intake import queue, services
from tests.factories.intake import conditions

#: On SQLite the numbers of queries are what is proven; the plans are PostgreSQL's.
SIZE = {"postgresql": (100_000, 1_000), "sqlite": (3_000, 300)}
DIGITS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"


def crowd(region) -> None:
    """Many closed cases and some open ones, each with a registration, written by the database itself."""
    size, still_open = SIZE[connection.vendor]
    now, today = clock.now(), clock.today()
    with connection.cursor() as cursor:
        cursor.execute(
            f"{DIGITS} INSERT INTO centre_family (reference, created_at) SELECT 'GQ' || i, %s FROM n",  # noqa: S608
            [size, now],
        )
        cursor.execute(
            f"{DIGITS} INSERT INTO centre_case (reference, family_id, region_id, entered_via, opened_on, closed_on, close_reason)"  # noqa: S608
            " SELECT 'ZQ' || i, f.id, %s, 'parent', %s, CASE WHEN i <= %s THEN NULL ELSE %s END, ''"
            " FROM n JOIN centre_family f ON f.reference = 'GQ' || i",
            [size, region.pk, today - timedelta(days=9), still_open, today],
        )
        cursor.execute(
            "INSERT INTO intake_registration (case_id, state, state_since, due_on, has_priority, priority_reason)"
            " SELECT id, CASE WHEN closed_on IS NULL THEN 'complete' ELSE 'lapsed' END, %s, %s, %s, ''"
            " FROM centre_case WHERE reference LIKE 'ZQ%%'",
            [now, today + timedelta(days=3), False],
        )
        cursor.execute("ANALYZE")


def test_the_queue_of_many_open_requests_is_cheap(cast, client_as, django_assert_max_num_queries):
    crowd(cast.north)
    browser = client_as(cast.cora)
    browser.get(reverse("intake:desk"))

    with django_assert_max_num_queries(10):
        answer = browser.get(reverse("intake:desk"), {"page": "7"})

    assert len(answer.context["lines"]) == 25
    if connection.vendor == "postgresql":
        plan = queue.desk(cast.cora)[:25].explain()
        for table in ("centre_case", "intake_registration"):
            assert f"Seq Scan on {table} " not in plan, plan


@pytest.mark.parametrize("count", [1, 20])
def test_saving_a_step_costs_the_same_with_one_child_and_twenty(cast, client_as, django_assert_max_num_queries, count):
    conditions()
    for number in range(count - 1):
        facts = ChildFacts(f"Kind{number}", "van Beiden", date(2016, 1, 2), cast.haarlem)
        add_child(family=cast.case.family, facts=facts, holders=[cast.anna, cast.bram], on=date(2026, 1, 1))
    services.start_application(parent=cast.anna, case=cast.case)
    browser, url = client_as(cast.anna), reverse("intake:question", args=["kinderen"])
    browser.get(url)
    sent = {"revision": "0", "declaration": "on", "missing": ""}
    for child in cast.case.family.children.all():
        ref = child.reference
        sent |= {f"relation_{ref}": "parent", f"authority_{ref}": "yes", f"lives_{ref}": "both", f"school_{ref}": ""}

    with django_assert_max_num_queries(12):
        answer = browser.post(url, sent)

    assert answer.status_code == 302
