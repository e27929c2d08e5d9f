"""Help that did not come true: a signal about a partner, with follow-up and a place in the yearly figures."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.services.safety import record_safety
from referrals import selectors, services, tasks
from referrals.desk import cards
from referrals.models import HelpSignal
from referrals.services.quality import notice

HANDED = date(2026, 9, 7)


def handed_over(cast, case, name="Praktijk De Kade", on=HANDED):
    return services.hand_over(case=case, to_name=name, what="Gezinstherapie", is_warm=True, handed_on=on, by=cast.cora)


def test_two_late_starts_of_one_partner_stand_once_with_both_cases(cast, client_as):
    for case, name in ((cast.case, "Praktijk De Kade"), (cast.other_case, "praktijk de kade")):
        row = handed_over(cast, case, name)
        services.confirm_start(handover=row, on=row.due_on + timedelta(days=3), by=cast.cora)

    (partner,) = selectors.partner_quality(cast.cora)
    page = client_as(cast.cora).get("/coordinatie/kwaliteit/").content.decode()

    assert [signal.kind for signal in partner.signals] == ["late", "late"]
    assert {signal.handover.case for signal in partner.signals} == {cast.case, cast.other_case}
    assert page.lower().count('class="h3">praktijk de kade') == 1
    assert cast.case.reference in page
    assert cast.other_case.reference in page


def test_a_start_within_the_term_is_no_signal(cast):
    row = handed_over(cast, cast.case)

    services.confirm_start(handover=row, on=row.due_on, by=cast.cora)

    assert HelpSignal.objects.count() == 0


def test_help_that_did_not_start_is_noticed_once_and_becomes_a_late_start(cast):
    row = handed_over(cast, cast.case)
    after = clock.moment_from(f"{row.due_on + timedelta(days=1)}T07:00")
    before = clock.moment_from(f"{row.due_on}T07:00")

    assert tasks.watch_partners(now=before.isoformat()) == 0
    assert [tasks.watch_partners(now=after.isoformat()) for _time in range(2)] == [1, 0]
    signal = HelpSignal.objects.get()
    assert signal.kind == "not_started"
    with clock.at(after):
        assert any("/coordinatie/kwaliteit/" in card.url for card in cards(cast.cora, "coordinator"))
    services.follow_up(signal=signal, text="Gebeld: start volgende week.", by=cast.cora)
    services.confirm_start(handover=row, on=row.due_on + timedelta(days=9), by=cast.cora)

    signal.refresh_from_db()
    assert (HelpSignal.objects.count(), signal.kind, signal.follow_up) == (1, "late", "Gebeld: start volgende week.")


def test_stopped_early_and_falling_short_are_written_from_the_chain(cast, client_as):
    row = handed_over(cast, cast.case)
    client, base = client_as(cast.cora), f"/coordinatie/zaken/{cast.case.reference}/keten/overdracht/{row.reference}/"
    early = client.post(f"{base}gestopt/", {"on": "2026-10-01", "explanation": "Geen plek meer"})
    services.confirm_start(handover=row, on=HANDED + timedelta(days=2), by=cast.cora)
    empty = client.post(f"{base}tekort/", {"explanation": ""})
    for _click in range(2):
        client.post(f"{base}gestopt/", {"on": "2026-10-01", "explanation": "Geen plek meer"})
        client.post(f"{base}tekort/", {"explanation": "Afgesproken: wekelijks. Het werd maandelijks."})

    assert early.context["form"].errors["on"]
    assert empty.context["form"].errors["explanation"]
    assert sorted(HelpSignal.objects.values_list("kind", flat=True)) == ["falls_short", "stopped"]
    elsewhere = base.replace(cast.case.reference, cast.other_case.reference)
    assert client.post(f"{elsewhere}tekort/", {"explanation": "x"}).status_code == 404


def test_a_follow_up_takes_it_off_the_list_and_keeps_it_in_the_year(cast, client_as):
    signal = notice(handover=handed_over(cast, cast.case), kind="falls_short", explanation="Te licht", by=cast.cora)
    client = client_as(cast.cora)
    path = f"/coordinatie/kwaliteit/{signal.reference}/"
    refused, done = client.post(path, {"text": ""}), client.post(path, {"text": "Gesprek met de directeur."})

    assert refused.context["form"].errors["text"]
    assert done.status_code == 302
    assert selectors.partner_quality(cast.cora) == []
    assert len(selectors.partner_quality(cast.cora, everything=True)) == 1
    numbers = selectors.partner_quality_of_year(year=clock.today().year, region=cast.north)
    assert (numbers["signals_falls_short"], numbers["followed_up"], numbers["partners"]) == (1, 1, 1)
    assert selectors.partner_quality_of_year(year=clock.today().year, region=cast.east)["signals_falls_short"] == 0
    assert "Gesprek met de directeur" in client.get("/coordinatie/kwaliteit/?lijst=alles").content.decode()


def test_a_signal_of_another_region_does_not_exist(cast, client_as):
    signal = notice(handover=handed_over(cast, cast.case), kind="falls_short", explanation="x", by=cast.cora)
    cast.case.region = cast.east
    cast.case.save()

    assert client_as(cast.cora).get(f"/coordinatie/kwaliteit/{signal.reference}/").status_code == 404
    assert selectors.partner_quality(cast.cora) == []


def test_words_are_needed(cast):
    row = handed_over(cast, cast.case)
    with pytest.raises(ValidationError):
        services.falls_short(handover=row, explanation="  ", by=cast.cora)


def test_the_quality_list_costs_the_same_for_one_and_for_three(cast, client_as, django_assert_max_num_queries):
    client = client_as(cast.cora)
    for number in range(3):
        notice(handover=handed_over(cast, cast.case, f"Partner {number}"), kind="stopped")
    client.get("/coordinatie/kwaliteit/")
    with django_assert_max_num_queries(8):
        client.get("/coordinatie/kwaliteit/")


@pytest.mark.parametrize("which", ["overdracht", "vragen", "rechtbank", "onzin"])
def test_the_watch_list_holds_what_is_not_done_yet_and_costs_few_queries(
    cast, client_as, django_assert_max_num_queries, which
):
    today = clock.today()
    for number in range(3):
        handed_over(cast, cast.case, f"Praktijk {number}", on=today)
        services.ask_partner(
            case=cast.case,
            to_email="x@example.org",
            to_name=f"School {number}",
            question="?",
            basis="anonymous",
            by=cast.cora,
        )
        services.record_court_track(
            case=cast.case, court=f"Rechtbank {number}", case_number="1", pro_forma_on=today + timedelta(days=30), goals="-",
            by=cast.cora,
        )  # fmt: skip
    client = client_as(cast.cora)
    client.get("/coordinatie/volgen/")

    with django_assert_max_num_queries(8):
        page = client.get(f"/coordinatie/volgen/?lijst={which}").content.decode()

    assert page.count(f">{cast.case.reference}</a>") == 3
    cast.case.region = cast.east
    cast.case.save()
    assert cast.case.reference not in client.get(f"/coordinatie/volgen/?lijst={which}").content.decode()


def test_a_flagged_family_is_marked_beside_its_signal_alone(cast, client_as):
    for case in (cast.case, cast.other_case):
        row = handed_over(cast, case)
        services.confirm_start(handover=row, on=row.due_on + timedelta(days=3), by=cast.cora)
    browser = client_as(cast.cora)
    assert "Veiligheid: lees eerst" not in browser.get("/coordinatie/kwaliteit/").content.decode()
    record_safety(case=cast.case, kind="flag_set", text="zorg", by=cast.thea)

    page = browser.get("/coordinatie/kwaliteit/").content.decode()

    assert page.count("Veiligheid: lees eerst") == 1
    assert page.index("Veiligheid: lees eerst") > page.index(cast.case.reference)
