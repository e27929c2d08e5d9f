"""What is written about one person stays in one file; a note about the group names nobody (D7, G12)."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.models import Dossier, FileRequest, Note
from centre.own_file import pieces_of
from centre.services import file_copies, file_requests
from groups import selectors, services
from groups.models import Incident
from groups.refusals import NamesInNote
from tests.factories import groups as make

pytestmark = pytest.mark.two_parent


@pytest.fixture
def circle(cast):
    return make.circle(cast, couples=3, state="running", minimum_couples=1)


def key(person):
    return (
        f"{'child' if hasattr(person, 'birth_date') and not hasattr(person, 'side') else 'parent'}:{person.reference}"
    )


def record(cast, circle, texts, **facts):
    values = {"kind": "tension", "decision": "Een pauze voor iedereen.", "by": cast.thea, **facts}
    return services.record_incident(session=circle.session(1), texts=texts, **values)


def test_an_incident_stands_in_two_dossiers_each_with_its_own_text(cast, circle):
    incident = record(
        cast, circle, {key(cast.anna): "Liep de zaal uit.", key(cast.bram): "Bleef zitten.", key(cast.carla): "  "},
        follow_up="Bellen", follow_up_on=clock.today() + timedelta(days=2),
    )  # fmt: skip

    texts = {note.dossier.parent: note.text for note in Note.objects.all()}

    assert texts == {cast.anna: "Liep de zaal uit.", cast.bram: "Bleef zitten."}
    assert incident.parts.count() == 2
    assert "Bleef" not in "".join(piece.text for piece in pieces_of(Dossier.objects.get(parent=cast.anna)))
    assert list(selectors.open_incidents(cast.thea)) == [incident]
    services.close_incident(incident=incident, by=cast.thea)
    services.close_incident(incident=incident, by=cast.ulla)
    assert incident.closed_by == cast.thea and not selectors.open_incidents(cast.thea)


@pytest.mark.parametrize(
    ("texts", "facts"),
    [({}, {}), ({"parent:P-NIEMAND": "x"}, {}), ({"": "x"}, {}), ({"anna": "x"}, {"follow_up": "bellen"})],
)
def test_an_incident_without_somebody_or_without_a_day_is_refused(cast, circle, texts, facts):
    texts = {key(cast.anna) if name == "anna" else name: text for name, text in texts.items()}

    with pytest.raises(ValidationError):
        record(cast, circle, texts, **facts)

    assert not Incident.objects.exists() and not Note.objects.exists()


@pytest.mark.parametrize(
    ("about", "text"),
    [("anna", "Bram werd boos."), ("anna", "Zij praatte met carla."), ("noor", "Sem plaagde haar.")],
)
def test_another_participants_name_in_a_personal_text_is_stopped(cast, circle, about, text):
    person = getattr(cast, about)

    with pytest.raises(NamesInNote):
        record(cast, circle, {key(person): text})
    with pytest.raises(NamesInNote):
        services.write_personal_note(session=circle.session(1), key=key(person), subject="s", text=text, by=cast.thea)
    note = services.write_personal_note(
        session=circle.session(1), key=key(person), subject="s", text=text, by=cast.thea, checked=True
    )
    assert note.dossier.person == person


def test_the_own_family_may_be_named_where_it_belongs(cast, circle):
    for person, text in ((cast.anna, "Anna vertelt over Noor."), (cast.noor, "Noor mist Anna en Bram.")):
        assert services.write_personal_note(
            session=circle.session(1), key=key(person), subject="s", text=text, by=cast.thea
        )


def test_a_decision_with_a_name_is_stopped(cast, circle):
    with pytest.raises(NamesInNote) as refusal:
        record(cast, circle, {key(cast.anna): "x"}, decision="Dirk mag niet meer komen.")

    assert "decision" in refusal.value.message_dict


def test_a_lead_who_may_not_work_for_a_family_does_not_see_its_incident(cast, circle):
    from centre.models import CareRelation

    incident = record(cast, circle, {key(cast.anna): "x"})
    CareRelation.objects.create(case=cast.case, user=cast.ulla, kind="excluded", reason="niece")

    assert incident in Incident.objects.visible_to(cast.thea)
    assert incident not in Incident.objects.visible_to(cast.ulla)


def test_the_dossier_only_points_at_a_note_about_the_group(cast, circle):
    with clock.at(make.on_the_day(circle.session(1))):
        services.record_attendance(session=circle.session(1), marks={}, by=cast.thea)
        services.write_group_note(session=circle.session(1), text="KANARIE over de groep", by=cast.thea)
    dossier = Dossier.objects.get(parent=cast.anna)

    row = selectors.attendance_of(dossier, cast.case).get()

    assert row.has_group_note
    assert "KANARIE" not in "".join(piece.text for piece in pieces_of(dossier))


def test_the_copy_of_a_file_contains_no_name_of_another_couple(cast, circle, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    session = circle.session(1)
    with clock.at(make.on_the_day(session)):
        services.record_attendance(
            session=session, marks={key(cast.anna): ("excused", "Ziek"), key(cast.carla): ("absent", "")}, by=cast.thea
        )
        services.write_group_note(session=session, text="Carla was stil.", by=cast.thea, checked=True)
        record(cast, circle, {key(cast.anna): "Ging naar huis.", key(cast.carla): "Bleef."})
        request = file_requests.ask(
            parent=cast.anna, dossier=Dossier.objects.get(parent=cast.anna), kind=FileRequest.Kind.COPY
        )
        file_requests.draft(request=request)
        file_requests.read_first(request=request, by=cast.thea, outcome="granted", explanation="", grounds={})
        done = file_requests.decide(request=request, by=cast.cora)
        text = "".join(
            page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file_copies.content_of(request=done))).pages
        )

    assert "Ging naar huis" in text
    for name in ("Carla", "Dirk", "Sem", "Ouder"):
        assert name not in text


def test_a_hand_over_is_read_at_the_next_session_and_only_there(cast, circle):
    services.write_group_note(session=circle.session(1), text="Begin met de poster.", by=cast.thea, kind="handover")
    services.write_group_note(session=circle.session(1), text="Gewone notitie.", by=cast.thea)

    left = {n: [note.text for note in selectors.roll_call(circle.session(n), cast.ulla).handed_over] for n in (1, 2, 3)}

    assert left == {1: [], 2: ["Begin met de poster."], 3: []}
