"""What one person said counts for a day: at 23:59 a second may decide, at 24:01 somebody begins again (security reference M5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock, file_requests, retention, safety_file
from centre.models import CareRelation, Dossier, ErasureProposal
from centre.services import file_requests as requests
from centre.services import retention as keeping
from centre.services import safety_releases
from centre.services.cases import relate
from tests.centre.test_safety_releases import base, dossier, own, proposed  # noqa: F401 a fixture

START = clock.moment_from("2027-03-01T12:00")
IN_TIME, TOO_LATE = START + timedelta(hours=23, minutes=59), START + timedelta(hours=24, minutes=1)


@pytest.fixture
def read_first(cast):
    """Anna asked something; Thea read it first, at noon."""
    with clock.at(START):
        for user in (cast.thea, cast.ulla):
            relate(case=cast.case, user=user, kind=CareRelation.Kind.ASSESSOR, reason="intake")
        dossier = Dossier.objects.get(parent=cast.anna)
        row = requests.ask(parent=cast.anna, dossier=dossier, kind="correction", words="Mijn naam is Annelies.")
        requests.read_first(request=row, by=cast.thea, outcome="granted", explanation="Verbeterd.", grounds={})
    row.refresh_from_db()
    return row


def test_a_second_reader_decides_within_a_day(cast, read_first):
    with clock.at(IN_TIME):
        assert list(file_requests.waits_for(cast.thea)) == []
        assert list(file_requests.waits_for(cast.ulla)) == [read_first]
        assert requests.decide(request=read_first, by=cast.ulla).decided_at == IN_TIME


def test_a_first_reading_of_yesterday_counts_no_longer_and_is_asked_again(cast, read_first, client_as):
    page = f"/praktijk/verzoeken/{read_first.reference}/"
    with clock.at(TOO_LATE):
        for verb in (requests.decide, requests.send_back):
            with pytest.raises(ValidationError):
                verb(request=read_first, by=cast.ulla)
        assert list(file_requests.waits_for(cast.thea)) == [read_first]
        words = client_as(cast.ulla).get(page).content.decode()
        assert "langer dan 24 uur geleden" in words and "Verbeterd." in words and "akkoord/" not in words
        assert "eerste lezer" in client_as(cast.thea).get("/praktijk/verzoeken/").content.decode()

        client_as(cast.ulla).post(page, {"outcome": "granted", "explanation": "Verbeterd."})
        row = requests.decide(request=read_first, by=cast.thea)

    assert (row.reader_one, row.reader_two) == (cast.ulla, cast.thea)


def test_an_agreement_to_erase_waits_a_day_for_the_second(cast):
    row = ErasureProposal.objects.create(
        dossier=Dossier.objects.get(parent=cast.anna), category="care", ends_on="2026-01-01"
    )
    with clock.at(START):
        keeping.agree(proposal=row, by=cast.fiona)
        with pytest.raises(ValidationError):
            keeping.agree(proposal=row, by=cast.fiona)
    with clock.at(IN_TIME):
        assert list(retention.waiting_for(cast.fiona)) == []
    with clock.at(TOO_LATE):
        assert list(retention.waiting_for(cast.fiona)) == [row]
        again = keeping.agree(proposal=row, by=cast.gerda)
        assert (again.first_by, again.first_at, again.second_by) == (cast.gerda, TOO_LATE, None)
        assert keeping.agree(proposal=row, by=cast.fiona).second_by == cast.fiona


def test_the_page_says_that_an_agreement_to_erase_is_over(cast, client_as):
    row = ErasureProposal.objects.create(
        dossier=Dossier.objects.get(parent=cast.anna), category="care", ends_on="2026-01-01"
    )
    with clock.at(START):
        keeping.agree(proposal=row, by=cast.fiona)
    with clock.at(IN_TIME):
        assert "Wacht op een tweede" in client_as(cast.fiona).get("/toezicht/bewaren/").content.decode()
    with clock.at(TOO_LATE):
        page = client_as(cast.fiona).get("/toezicht/bewaren/").content.decode()
        assert "verlopen na 24 uur" in page and row.reference in page


def test_a_release_is_decided_along_within_a_day_or_proposed_again(cast, client_as, dossier):  # noqa: F811
    row = proposed(cast, dossier)
    with clock.at(row.proposed_at + timedelta(hours=23, minutes=59)):
        assert list(safety_file.releases_waiting_for(cast.ulla)) == [row]
        assert safety_file.lapsed_release(dossier, row.reference) is None
    with clock.at(row.proposed_at + timedelta(hours=24, minutes=1)):
        assert list(safety_file.releases_waiting_for(cast.ulla)) == []
        with pytest.raises(ValidationError):
            safety_releases.settle(release=row, by=cast.ulla, agrees=True)
        thea = client_as(cast.thea)
        page = thea.get(base(cast)).content.decode()
        link = f"{base(cast)}vrijgave/?opnieuw={row.reference}"
        assert "verlopen na 24 uur" in page and link in page
        assert row.text in thea.get(link).content.decode()
        assert "Overlegd met Ulla." not in thea.get(f"{base(cast)}vrijgave/?opnieuw=x").content.decode()

        typed = {"to": own(cast.anna).reference, "decision": "give", "text": row.text, "reason": row.reason}
        thea.post(link, typed)

        row.refresh_from_db()
        assert (row.lapsed_at, row.settled_at) == (clock.now(), None)
        assert link not in thea.get(base(cast)).content.decode()
        again = dossier.releases.get(lapsed_at=None)
        assert safety_releases.settle(release=again, by=cast.ulla, agrees=True).is_agreed
