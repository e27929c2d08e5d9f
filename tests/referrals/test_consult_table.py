"""The consult table: members of other organisations read a code name, ages and a question, and nobody's name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from centre import clock
from centre.models import CareRelation, Message, Note
from centre.services.cases import relate
from centre.workflow import IllegalMove
from referrals.forms.table import AgendaForm
from referrals.models import TableItem, TableMeeting
from referrals.services.table import (
    advise,
    appoint_member,
    bring_in,
    close_item,
    convene,
    end_member,
    put_on_agenda,
    withdraw_item,
)
from tests.centre.test_budgets import LIST, SHEET, cost


@pytest.fixture
def meeting(cast):
    return convene(region=cast.north, starts_at=clock.now() + timedelta(days=7), place="Haarlem", by=cast.cora)


@pytest.fixture
def on_agenda(cast, meeting):
    """Ruth of the RvdK sits at the table; the case of Anna and Bram is on its agenda."""
    appoint_member(region=cast.north, user=cast.ruth, by=cast.cora)
    item = bring_in(
        case=cast.case, question="Hoe verder als een kind niet wil?", background="Al twee jaar.", by=cast.cora
    )
    put_on_agenda(item=item, meeting=meeting)
    return item


def advised(cast, item, **changed) -> TableItem:
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    facts = {"advice": "Praat apart.", "follow_up_by": cast.thea, "follow_up_on": clock.today() + timedelta(days=30)}
    advise(item=item, dossiers=[cast.noor.dossiers.get()], by=cast.cora, **facts | changed)
    return item


def test_a_member_reads_the_code_name_ages_and_question_and_no_name(cast, client_as, on_agenda):
    client = client_as(cast.ruth)

    pages = [
        client.get(path).content.decode()
        for path in ("/verwijzen/overleg/", f"/verwijzen/overleg/{on_agenda.reference}/")
    ]

    assert on_agenda.code_name in pages[0] and "Hoe verder als een kind niet wil?" in pages[1]
    for page in pages:
        assert not any(name in page for name in ("Anna", "Bram", "Noor", "Beiden", cast.case.reference))


@pytest.mark.parametrize("what", ["no seat", "seat ended", "not on an agenda", "withdrawn", "knows the family"])
def test_nothing_is_to_be_seen_without_a_reason(cast, client_as, on_agenda, what):
    if what == "no seat":
        person = cast.wim
    else:
        person = cast.ruth
    if what == "seat ended":
        end_member(member=cast.ruth.table_seats.get())
    if what == "not on an agenda":
        on_agenda = bring_in(case=cast.case, question="Nog iets?", background="", by=cast.cora)
    if what == "withdrawn":
        withdraw_item(item=on_agenda)
    if what == "knows the family":
        relate(case=cast.case, user=cast.ruth, kind=CareRelation.Kind.EXCLUDED, reason="kent het gezin")
    client = client_as(person)

    assert client.get(f"/verwijzen/overleg/{on_agenda.reference}/").status_code == 404
    assert on_agenda.code_name not in client.get("/verwijzen/overleg/").content.decode()


@pytest.mark.parametrize("field", ["question", "background"])
@pytest.mark.parametrize("name", ["Noor", "anna", "van Beiden", "{reference}"])
def test_a_name_of_the_family_is_refused_beside_its_field_and_the_text_kept(cast, client_as, field, name):
    text = f"Wat als {name.format(reference=cast.case.reference)} niet komt?"
    form = {"question": "Hoe verder?", "background": ""} | {field: text}

    page = client_as(cast.cora).post(f"/coordinatie/zaken/{cast.case.reference}/overleg/", form)

    assert field in page.context["form"].errors
    assert text in page.content.decode()
    assert not TableItem.objects.exists()


def test_a_meeting_is_chosen_by_the_hour_of_the_wall_clock(cast):
    summer = convene(region=cast.north, starts_at=datetime(2031, 7, 1, 10, tzinfo=UTC), place="Haarlem", by=cast.cora)

    form = AgendaForm(meetings=TableMeeting.objects.filter(pk=summer.pk))

    assert "dinsdag 1 juli 2031, 12:00 – Haarlem" in str(form["meeting"])


def test_the_advice_that_members_read_holds_no_name_of_the_family_either(cast, client_as, on_agenda):
    with pytest.raises(ValidationError) as refused:
        advised(cast, on_agenda, advice="Laat Noor zelf kiezen.")

    assert "Noor" in refused.value.message_dict["advice"][0]
    on_agenda.refresh_from_db()
    assert (on_agenda.state, on_agenda.advice) == ("agenda", "")


def test_the_members_are_told_once_that_there_is_something_to_read(cast, on_agenda):
    told = Message.objects.get(recipient=cast.ruth)

    assert on_agenda.code_name not in told.text and cast.case.reference not in told.text


def test_advice_has_an_owner_and_a_day_and_stands_in_the_chosen_dossier_only(cast, on_agenda):
    with pytest.raises(ValidationError) as refused:
        advised(cast, on_agenda, follow_up_on=clock.today())
    assert set(refused.value.message_dict) == {"follow_up_on"}

    advised(cast, on_agenda)

    note = Note.objects.get()
    assert (note.dossier, note.text, note.audience) == (cast.noor.dossiers.get(), "Praat apart.", Note.Audience.STAFF)


def test_the_life_of_an_item_follows_its_table(cast, on_agenda, meeting):
    with pytest.raises(IllegalMove):
        close_item(item=on_agenda, outcome="done", looking_back="Gedaan")
    advised(cast, on_agenda)
    with pytest.raises(IllegalMove):
        put_on_agenda(item=on_agenda, meeting=meeting)

    close_item(item=on_agenda, outcome="partly", looking_back="Half")

    on_agenda.refresh_from_db()
    assert (on_agenda.state, on_agenda.outcome) == ("closed", "partly")
    with pytest.raises(IllegalMove):
        close_item(item=on_agenda, outcome="done", looking_back="Toch")


def test_the_owner_hears_once_that_it_is_time_to_look(cast, client_as, on_agenda):
    advised(cast, on_agenda)
    moment = f"{clock.today() + timedelta(days=31)}T09:00"

    for _day in range(2):
        call_command("reminders", now=moment, verbosity=0)

    assert Message.objects.filter(sending=f"table-follow-up:{on_agenda.reference}").count() == 1
    with clock.at(clock.moment_from(moment)):
        page = client_as(cast.thea).get("/praktijk/").content.decode()
    assert "advies van de tafel" in page
    # The card leads to the item itself, where the button is.
    assert f"/praktijk/zaken/{cast.case.reference}/overleg/{on_agenda.reference}/" in page


def test_the_whole_way_on_screen(cast, client_as):
    client, base = client_as(cast.cora), f"/coordinatie/zaken/{cast.case.reference}/overleg/"
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    day = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT14:00")
    later = (clock.today() + timedelta(days=60)).isoformat()

    client.post("/coordinatie/overleg/nieuw/", {"region": cast.north.pk, "starts_at": day, "place": "Haarlem"})
    client.post("/coordinatie/overleg/leden/", {"region": cast.north.pk, "email": cast.ruth.email})
    at = client.post(base, {"question": "Hoe verder?", "background": "Al lang."})["Location"]
    client.post(f"{at}agenda/", {"meeting": cast.north.table_meetings.get().pk})
    client.post(f"{at}advies/", {"advice": "Praat.", "follow_up_by": cast.thea.pk, "follow_up_on": later})
    answer = client.post(f"{at}terugkijken/", {"outcome": "done", "looking_back": "Gedaan."})
    again = client.post(f"{at}terugkijken/", {"outcome": "done", "looking_back": "Gedaan."})

    assert answer["Location"] == at and again.status_code == 409
    assert TableItem.objects.get().outcome == "done"


@pytest.mark.parametrize(
    ("path", "form", "field"),
    [
        ("nieuw/", {"starts_at": "31-02-2027 10:00", "place": "x"}, "starts_at"),
        ("nieuw/", {"starts_at": "2020-01-01T10:00", "place": "x"}, "starts_at"),
        ("nieuw/", {"starts_at": "2099-01-01T10:00", "place": "x", "region": "0"}, "region"),
        ("leden/", {"email": "niemand@example.org"}, "email"),
        ("leden/", {"email": "anna@example.org"}, "email"),
    ],
)
def test_bad_input_is_named_beside_its_field(cast, client_as, path, form, field):
    page = client_as(cast.cora).post(f"/coordinatie/overleg/{path}", {"region": cast.north.pk} | form)

    assert page.status_code == 200
    assert field in page.context["form"].errors


def test_somebody_of_another_region_finds_nothing(cast, client_as, on_agenda):
    relate(case=cast.other_case, user=cast.ulla, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    address = f"zaken/{cast.case.reference}/overleg/{on_agenda.reference}/"

    for tail in ("", "agenda/", "advies/", "terugkijken/", "intrekken/"):
        assert client_as(cast.ulla).get(f"/praktijk/{address}{tail}").status_code == 404
        other = f"/praktijk/zaken/{cast.other_case.reference}/overleg/{on_agenda.reference}/{tail}"
        assert client_as(cast.ulla).get(other).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_what_the_pages_cost(cast, client_as, on_agenda, meeting, count):
    for number in range(count - 1):
        put_on_agenda(
            item=bring_in(case=cast.case, question=f"Vraag {number}", background="", by=cast.cora), meeting=meeting
        )

    assert cost(client_as(cast.ruth), "get", "/verwijzen/overleg/") <= LIST
    # Three lists on one page: what waits, the sittings and who sits at the table.
    assert cost(client_as(cast.cora), "get", "/coordinatie/overleg/") <= SHEET
    assert cost(client_as(cast.cora), "get", f"/coordinatie/zaken/{cast.case.reference}/overleg/") <= SHEET
