"""The desk, the watch list and the interface among many cases: few questions, and an index behind every list."""

from django.db import connection

from benchmarks import chain, chain_rows
from centre.models import User

#: Cases made by the database; `python -m benchmarks.chain` asks the same of 100,000 on either engine.
SIZE = {"postgresql": 20_000, "sqlite": 3_000}


def test_many_cases_cost_few_questions_and_every_list_is_served_by_an_index(cast, client_as, settings):
    settings.ALLOWED_HOSTS = ["testserver", *settings.ALLOWED_HOSTS]
    coordinator = User.objects.get(pk=cast.cora.pk)
    key, words = chain_rows.fill(SIZE[connection.vendor], coordinator)

    asked = {what: (number, remark) for what, number, remark in chain.pages(coordinator, visits=0)}
    called = {what: (number, remark) for what, number, remark in chain.interface(words, visits=0)}

    assert {what: number for what, (number, _remark) in asked.items() if number > chain.allowed(what)} == {}
    assert {what: number for what, (number, _remark) in called.items() if number > chain.INTERFACE} == {}
    assert {remark[:3] for _number, remark in asked.values()} == {"200"}
    assert [remark[:3] for _number, remark in called.values()] == ["201", "200", "200", "404"]
    whole = {
        name: plan
        for name, query in chain.lists(coordinator, key).items()
        for tables, plan in [chain.read_whole(query, chain_rows.BIG)]
        if tables and name.startswith(chain.SERVED)
    }
    assert whole == {}
