"""The directory of help: filters, comparing, taking along, and partners that keep their own offers current."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core import mail

from centre import clock
from referrals import services, tasks
from referrals.models import HelpOffer, OfferLink


def an_offer(cast, **facts) -> HelpOffer:
    row = HelpOffer.objects.create(
        **{
            "title": "Gezinshulp", "organisation_name": "Partner", "target_group": "Gezinnen", "min_age": 4, "max_age": 12,
            "weight": "complex", "kind": "ambulant", "funding": "municipality", "cost": "Geen", "waiting_weeks": 6,
            "checked_on": clock.today(), "keeper_email": "partner@example.org",
        }
        | facts
    )  # fmt: skip
    row.municipalities.add(cast.haarlem)
    return row


FACTS = {
    "target_group": "Gezinnen met jonge kinderen", "min_age": "2", "max_age": "10", "waiting_weeks": "9", "cost": "Geen",
    "funding": "insurance", "contact": "",
}  # fmt: skip


def test_haarlem_eight_years_complex_gives_the_list_with_waiting_weeks_and_the_day_of_checking(cast, client_as):
    an_offer(cast)
    an_offer(cast, title="Alleen pubers", min_age=12, max_age=18)
    an_offer(cast, title="Lichte hulp", weight="light")
    old = an_offer(cast, title="Oude gegevens", checked_on=clock.today() - timedelta(days=91), waiting_weeks=2)

    page = client_as(cast.ruth).get("/verwijzen/hulpaanbod/?municipality=Haarlem&age=8&weight=complex&kind=&funding=")

    assert [row.title for row in page.context["page"]] == ["Oude gegevens", "Gezinshulp"]
    assert old.is_stale
    assert page.context["compared"] == [{"region": "Noordrand", "offers": 2, "shortest": 2, "longest": 6}]


@pytest.mark.parametrize(
    ("filter_", "titles"), [("kind=day", ["Dagplek"]), ("funding=free", ["Dagplek"]), ("kind=foster", [])]
)
def test_kind_of_help_and_funding_narrow_the_list(cast, client_as, filter_, titles):
    an_offer(cast)
    an_offer(cast, title="Dagplek", kind="day", funding="free")

    page = client_as(cast.ruth).get(f"/verwijzen/hulpaanbod/?{filter_}")

    assert [row.title for row in page.context["page"]] == titles


def test_a_wrong_filter_is_explained_and_finds_nothing(cast, client_as):
    an_offer(cast)

    page = client_as(cast.ruth).get("/verwijzen/hulpaanbod/?municipality=Nergenshuizen&age=acht")

    assert set(page.context["form"].errors) == {"municipality", "age"}
    assert list(page.context["page"]) == []


def test_the_file_holds_the_filtered_list_and_no_formula(cast, client_as):
    an_offer(cast, title="=HYPERLINK(1)")
    an_offer(cast, title="Licht", weight="light")

    for who, path in ((cast.ruth, "/verwijzen/hulpaanbod.csv"), (cast.cora, "/coordinatie/hulpaanbod.csv")):
        answer = client_as(who).get(f"{path}?weight=complex")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)"]
        assert "partner@example.org" not in answer.content.decode()


def test_a_partner_keeps_an_offer_current_by_link(cast, client, client_as):
    offer = an_offer(cast, checked_on=clock.today() - timedelta(days=95))
    client_as(cast.cora).post(f"/coordinatie/hulpaanbod/{offer.pk}/vraag/")
    tasks.queue_partner_questions()
    address = re.search(r"http://testserver(/aanbod/\S+/)", mail.outbox[0].body).group(1)

    page, wrong = client.get(address), client.post(address, FACTS | {"max_age": "1"})
    kept = client.post(address, FACTS)
    again = client.post(address, FACTS | {"waiting_weeks": "7"})

    offer.refresh_from_db()
    assert [answer.status_code for answer in (page, wrong, kept, again)] == [200, 200, 200, 200]
    assert wrong.context["form"].errors["max_age"]
    assert (offer.waiting_weeks, offer.funding, offer.checked_on) == (7, "insurance", clock.today())
    assert offer.title == "Gezinshulp"
    assert mail.outbox[0].to == ["partner@example.org"]
    assert "Gezinshulp" not in mail.outbox[0].body
    with clock.at(clock.now() + timedelta(days=31)):
        assert client.get(address).status_code == 410
    assert client.get("/aanbod/onzin/").status_code == 410


def test_a_new_link_ends_the_earlier_one_and_an_ended_offer_has_none(cast, client):
    offer = an_offer(cast)
    first = services.ask_keeper(offer=offer, by=cast.cora)
    second = services.ask_keeper(offer=offer, by=cast.cora)
    tokens = [services.offers.offer_token(link.reference) for link in (first, second)]

    assert [client.get(f"/aanbod/{token}/").status_code for token in tokens] == [410, 200]
    HelpOffer.objects.update(is_active=False)
    assert client.get(f"/aanbod/{tokens[1]}/").status_code == 410


def test_partners_are_asked_by_themselves_before_the_warning_comes(cast):
    an_offer(cast, checked_on=clock.today() - timedelta(days=81))
    an_offer(cast, checked_on=clock.today() - timedelta(days=70))
    an_offer(cast, checked_on=clock.today() - timedelta(days=200), keeper_email="")

    assert [tasks.watch_partners() for _time in range(2)] == [1, 0]
    assert OfferLink.objects.count() == 1


def test_the_directory_costs_few_queries(cast, client_as, django_assert_max_num_queries):
    for _number in range(3):
        an_offer(cast)
    client = client_as(cast.cora)
    client.get("/coordinatie/hulpaanbod/")
    with django_assert_max_num_queries(8):
        client.get("/coordinatie/hulpaanbod/")
