"""AC12: one parent (or a lawyer) asks broadly, and a hurried colleague would hand out the whole case."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.models import CareRelation, Dossier, Message, ParentalAuthority
from centre.services import file_copies, file_requests
from centre.services.cases import relate
from centre.services.notes import write_note
from tests.house.addresses import walk


@pytest.fixture
def filled(cast):
    """Every file of the case says whose it is; so does that of another couple."""
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    people = {"AANNA": cast.anna, "BBRAM": cast.bram, "KNOOR": cast.noor, "XCARLA": cast.carla}
    for word, person in people.items():
        case = cast.other_case if word == "XCARLA" else cast.case
        facts = {"kind": "observation", "subject": "Gesprek", "by": cast.thea}
        write_note(dossier=person.dossiers.get(), case=case, text=f"{word} vertelt.", **facts)
    return set(people)


def answered(cast, row):
    file_requests.draft(request=row)
    # Everything that can be given is given: the hurried colleague.
    grounds = {passage.position: "" for passage in row.passages.all()}
    file_requests.read_first(request=row, by=cast.cora, outcome="granted", explanation="", grounds=grounds)
    return file_requests.decide(request=row, by=cast.thea)


def test_ac12_a_broad_request_yields_one_file_even_when_everything_is_given(cast, filled):
    words = "Ik wil ALLES zien, ook van de kinderen, van Bram en van het netwerk."
    own = Dossier.objects.get(parent=cast.anna)
    row = answered(cast, file_requests.ask(parent=cast.anna, dossier=own, kind="portability", words=words))

    given = json.dumps(json.loads(file_copies.content_of(request=row)))

    assert {word for word in filled if word in given} == {"AANNA"}


def test_ac12_the_other_parent_is_not_told_and_sees_the_same_pages(cast, filled, client_as):
    browser, before = client_as(cast.bram), Message.objects.filter(recipient=cast.bram.user).count()
    answered(
        cast, file_requests.ask(parent=cast.anna, dossier=Dossier.objects.get(parent=cast.anna), kind="portability")
    )

    assert Message.objects.filter(recipient=cast.bram.user).count() == before
    assert "Anna" not in browser.get("/mijn/gegevens/").content.decode()


def test_ac12_authority_that_ended_yesterday_gives_nothing_of_the_child(cast, filled):
    child = Dossier.objects.get(child=cast.noor)
    row = file_requests.ask(parent=cast.anna, dossier=child, kind="copy")
    ParentalAuthority.objects.filter(parent=cast.anna).update(until=clock.today() - timedelta(days=1))

    with pytest.raises(ValidationError):
        answered(cast, row)
    with pytest.raises(ValidationError):
        file_requests.ask(parent=cast.anna, dossier=child, kind="copy")


def test_ac12_no_address_hands_out_a_case(cast):
    """Exports are of one person's file, of the log and of open data; none takes a case or a family."""
    words = ("uitvoer", "export", "download", "alles")
    exports = {address.name for address in walk() if any(word in address.route for word in words)}

    assert exports <= {"centre:export-log", "mfa_download_recovery_codes"}
