"""The pages around a season: offers, keeping apart, networks, incidents, the week, looking back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.models import AccessLog, Note
from groups import selectors, services
from groups.models import Gathering, GroupNote, Incident, KeptApart, Offer, OfferAnswer, Placement
from tests.factories import groups as make
from tests.factories import therapists as register

HUGE = "x" * 200_000


@pytest.fixture
def circle(cast):
    return make.circle(cast, couples=2, minimum_couples=1)


def at(name, *args):
    return reverse(f"groups:{name}", args=args)


def test_a_coordinator_offers_a_place_and_both_parents_answer_on_their_own_page(cast, circle, client_as):
    case = make.waiting_case(cast)
    one, other = case.family.parents.order_by("pk")
    cora = client_as(cast.cora)
    assert (
        cora.post(at("offer", case.reference), {"group": circle.group.reference, "moves_on": "on"}).status_code == 302
    )

    for parent in (one, other):
        client = client_as(parent)
        page = client.get(at("my-place")).content.decode()
        assert circle.practice.street in page and str(other if parent == one else one) not in page
        assert client.get("/mijn/").content.decode().count(at("my-place")) >= 1
        assert client.post(at("my-place"), {"answer": "yes"}).status_code == 302

    assert Placement.objects.filter(case=case).exists()
    assert "3/6" in cora.get(at("group", circle.group.reference)).content.decode()


@pytest.mark.two_parent
def test_the_page_of_one_parent_is_the_same_to_the_letter_before_and_after_the_no_of_the_other(cast, circle, client_as):
    case = make.waiting_case(cast)
    one, other = case.family.parents.order_by("pk")
    services.offer_place(group=circle.group, case=case, by=cast.cora)
    client = client_as(one)

    def seen():
        pages = [client.get(url).content.decode() for url in (at("my-place"), "/mijn/", "/mijn/bijeenkomsten/")]
        return [page.split("csrfmiddlewaretoken")[0].split("X-CSRFToken")[-1][120:] for page in pages]

    seen()
    before = seen()
    client_as(other).post(at("my-place"), {"answer": "no"})

    assert seen() == before and OfferAnswer.objects.count() == 1


@pytest.mark.parametrize("answer", ["", "misschien", HUGE])
def test_an_unclear_answer_is_asked_again_beside_the_question(cast, circle, client_as, answer):
    case = make.waiting_case(cast)
    services.offer_place(group=circle.group, case=case, by=cast.cora)

    page = client_as(case.family.parents.first()).post(at("my-place"), {"answer": answer})

    assert page.status_code == 200 and page.context["form"].errors["answer"] and not OfferAnswer.objects.exists()


@pytest.mark.parametrize("facts", [{"expires_at": "gisteren"}, {"expires_at": "2020-01-01T10:00"}, {"group": "GR-X"}])
def test_a_wrong_offer_stands_beside_its_field_and_nothing_is_held(cast, circle, client_as, facts):
    case = make.waiting_case(cast)

    page = client_as(cast.cora).post(at("offer", case.reference), {"group": circle.group.reference, **facts})

    assert page.status_code == 200 and set(page.context["form"].errors) == set(facts) and not Offer.objects.exists()


def test_the_list_of_offers_shows_who_is_next_and_takes_a_place_back(cast, circle, client_as):
    case, waiting = make.waiting_case(cast), make.waiting_case(cast)
    offer = services.offer_place(group=circle.group, case=case, by=cast.cora)
    cora = client_as(cast.cora)

    page = cora.get(at("offers", circle.group.reference)).content.decode()

    assert str(waiting.family.parents.first()) in page
    for _ in range(2):
        assert cora.post(at("withdraw-offer", circle.group.reference, offer.reference)).status_code == 302
    assert cora.post(at("settle-offer", circle.group.reference, offer.reference), follow=True).status_code == 200
    assert not Offer.objects.held().exists()


def test_parents_are_kept_apart_with_a_reason_on_one_page(cast, circle, client_as):
    cora, url = client_as(cast.cora), at("apart", cast.case.reference)

    assert cora.post(url, {"step": "apart", "gap_minutes": "3", "ground": ""}).context["form"].errors.keys() == {
        "gap_minutes",
        "ground",
    }
    assert cora.post(url, {"step": "apart", "gap_minutes": "20", "ground": HUGE}).status_code == 200
    assert not KeptApart.objects.exists()
    assert cora.post(url, {"step": "apart", "gap_minutes": "20", "ground": "verbod"}).status_code == 302
    assert cora.post(url, {"step": "together", "together-reason": "twee ingangen"}).status_code == 302
    assert "twee ingangen" in cora.get(url).content.decode()
    assert cora.post(url, {"step": "end"}).status_code == 302
    assert selectors.kept_apart(cast.case) is None


def test_a_meeting_with_networks_from_plan_to_answer(cast, circle, client_as):
    cora, url = client_as(cast.cora), at("gatherings", circle.group.reference)
    facts = {
        "kind": "network", "on": "2027-01-08", "at": "19:30", "minutes": 90, "guests_per_parent": 2,
        "room": make.room_of(circle.group).pk,
    }  # fmt: skip
    assert cora.post(url, {**facts, "on": "31-02-2027"}).context["form"].errors
    assert cora.post(url, facts).status_code == 302
    assert cora.post(url, facts).context["form"].errors
    gathering = Gathering.objects.get()
    anna = client_as(cast.anna)

    assert at("my-guests", gathering.reference) in anna.get("/mijn/bijeenkomsten/").content.decode()
    assert anna.post(at("my-guests", gathering.reference), {"name": HUGE}).context["form"].errors
    assert anna.post(at("my-guests", gathering.reference), {"name": "Oma Ank"}).status_code == 302
    assert "Oma Ank" in cora.get(at("guests", circle.group.reference, gathering.reference)).content.decode()
    assert AccessLog.objects.filter(action="print", label="gathering").exists()
    assert cora.post(at("no-gathering", circle.group.reference, gathering.reference)).status_code == 302


@pytest.fixture
def running(cast):
    return make.circle(cast, couples=3, state="running", minimum_couples=1, presentation_session=1)


def test_an_incident_from_the_session_page_with_a_name_is_asked_about_and_then_kept(cast, running, client_as):
    thea, group = client_as(cast.thea), running.group.reference
    assert at("new-incident", group, 1) in thea.get(at("roll-call", group, 1)).content.decode()
    facts = {"kind": "tension", "decision": "Pauze.", f"text-parent:{cast.anna.reference}": "Dirk riep iets."}

    asked = thea.post(at("new-incident", group, 1), facts)
    assert (
        asked.status_code == 200 and "checked" in asked.content.decode() and "Dirk riep iets." in asked.content.decode()
    )
    kept = thea.post(at("new-incident", group, 1), {**facts, "checked": "on"}, follow=True)

    assert "Dirk riep iets." in kept.content.decode() and Incident.objects.count() == 1
    url = at("incident", Incident.objects.get().reference)
    assert thea.post(url).status_code == thea.post(url).status_code == 302
    assert client_as(register.therapist(cast).user).get(url).status_code == 404
    assert client_as(cast.anna).get(url).status_code == 404


@pytest.mark.parametrize(
    "facts",
    [
        {}, {"kind": "tension", "decision": HUGE}, {"kind": "x", "decision": "y", "follow_up_on": "nooit"},
        {"kind": "tension", "decision": "y", "follow_up_on": "2020-01-01"},
    ],
)  # fmt: skip
def test_a_wrong_incident_stays_on_the_page(cast, running, client_as, facts):
    page = client_as(cast.thea).post(at("new-incident", running.group.reference, 1), facts)

    assert page.status_code == 200 and page.context["form"].errors and not Incident.objects.exists()


def test_a_personal_note_and_what_children_show(cast, running, client_as):
    thea, group = client_as(cast.thea), running.group.reference
    url = at("personal-note", group, 1, cast.noor.reference)
    facts = {"kind": "observation", "subject": "Kring", "text": "Noor lachte.", "audience": "staff"}

    assert thea.post(url, {**facts, "text": "Sem lachte."}).status_code == 200
    assert thea.post(url, facts).status_code == 302
    assert Note.objects.get().dossier.child == cast.noor
    assert thea.get(at("personal-note", group, 1, "P-NIEMAND")).status_code == 404
    assert at("showings", group, 1) in thea.get(at("roll-call", group, 1)).content.decode()
    assert thea.post(at("showings", group, 1), {f"form-child:{cast.noor.reference}": "film"}).status_code == 302
    assert thea.post(at("showings", group, 1), {f"form-child:{cast.noor.reference}": "x"}).context["form"].errors


def test_a_note_for_the_next_session_is_read_there(cast, running, client_as):
    thea, group = client_as(cast.thea), running.group.reference
    thea.post(at("group-note", group, 1), {"note-text": "Begin met de poster.", "note-kind": "handover"})

    assert GroupNote.objects.get().kind == "handover"
    assert "Begin met de poster." in thea.get(at("roll-call", group, 2)).content.decode()


@pytest.mark.parametrize("van", ["", "2027-01-12", "gisteren", "9999-12-31", HUGE[:5000]])
def test_a_week_shows_sessions_and_what_somebody_carries(cast, running, client_as, van):
    page = client_as(cast.thea).get(at("week"), {"van": van})

    assert page.status_code == 200
    assert (running.group.name in page.content.decode()) is (van == "2027-01-12")


def test_the_paper_list_names_its_reader(cast, running, client_as):
    page = client_as(cast.ulla).get(at("roster", running.group.reference, 1)).content.decode()

    assert '<p class="watermark">Ulla' in page


def test_a_childs_page_shows_the_next_time_and_who_is_there(cast, running, client_as):
    from tests.cast import make_user

    cast.noor.user = make_user("noor", "Noor", "child")
    cast.noor.save()

    page = client_as(cast.noor).get(at("child-group")).content.decode()

    assert "Ulla" in page and "Thea" not in page and "<svg viewBox" in page and "Anna" not in page


def test_a_lead_is_appointed_for_a_whole_series_on_one_page(cast, circle, client_as):
    new = register.therapist(cast, practices=[circle.practice])
    cora, url = client_as(cast.cora), at("appoint", circle.group.reference)
    facts = {"role": "parent_lead", "therapist": new.pk}

    assert str(new) in cora.get(url).content.decode()
    assert cora.post(url, facts).context["form"].errors
    assert cora.post(url, {**facts, "therapist": "0"}).context["form"].errors["therapist"]
    assert cora.post(url, {**facts, "instead_of": circle.parent_leads[1].pk}).status_code == 302
    assert new.session_leads.count() == 8


def test_looking_back_from_plan_to_reports(cast, running, client_as):
    case, thea = cast.case.reference, client_as(cast.thea)
    files = {parent: parent.dossiers.get(kind="parent").reference for parent in (cast.anna, cast.bram)}
    later = clock.now() + timedelta(days=3)
    moments = {
        f"at-{parent.reference}": f"{later + timedelta(hours=n):%Y-%m-%dT%H:%M}" for n, parent in enumerate(files)
    }
    moments["leads"] = [cast.thea.therapist.pk]

    assert thea.get(at("network-voice", case)).status_code == 404
    assert thea.post(at("plan-evaluation", case), {}).context["form"].errors
    assert thea.post(at("plan-evaluation", case), moments).status_code == 302
    back = selectors.look_back(cast.case)
    for voice in back.voices:
        assert thea.post(at("voice", case, voice.reference), {"text": "Goed."}).status_code == 302
    assert thea.post(at("agreed", case), {"text": HUGE}).context["form"].errors
    assert thea.post(at("agreed", case), {"text": "Samen."}).status_code == 302
    for file in files.values():
        assert thea.post(at("closing-report", case, file), {"text": "Hard gewerkt."}).status_code == 302
        assert thea.post(at("read-report", case, file)).status_code == 302
    assert not selectors.look_back(cast.case).reports[cast.anna.dossiers.get().pk].read_at
    ulla = client_as(cast.ulla)
    for file in files.values():
        assert ulla.post(at("read-report", case, file)).status_code == 302
    page = thea.get(at("look-back", case)).content.decode()
    assert "Samen." in page and page.count("Hard gewerkt.") == 0
    assert thea.get(at("voice", case, "EV-X")).status_code == 404
    assert client_as(cast.cora).get(at("look-back", case)).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_pages_of_a_season_keep_to_their_budget(cast, client_as, n, django_assert_max_num_queries):
    circle = make.circle(cast, couples=n, minimum_couples=1)
    for _ in range(n):
        services.offer_place(group=circle.group, case=make.waiting_case(cast, born=make.ELEVEN), by=cast.cora)
    gathering = services.plan_gathering(
        group=circle.group, kind="network", starts_at=make.MONDAY + timedelta(days=2), minutes=60, guests_per_parent=5,
        by=cast.cora, room=make.room_of(circle.group),
    )  # fmt: skip
    for number in range(n):
        services.invite_guest(gathering=gathering, parent=cast.anna, name=f"Gast {number}", relation="")
    cora, thea, anna = (client_as(person) for person in (cast.cora, cast.thea, cast.anna))
    pages = [
        (cora, at("offers", circle.group.reference), 12), (cora, at("group", circle.group.reference), 12),
        (cora, at("gatherings", circle.group.reference), 12), (cora, at("follow-ups"), 8),
        (thea, at("week"), 12), (thea, at("guest-roster", circle.group.reference, gathering.reference), 12),
        (anna, at("my-guests", gathering.reference), 12), (anna, "/mijn/bijeenkomsten/", 12),
    ]  # fmt: skip
    for client, url, most in pages:
        client.get("/start/")
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200, url


def test_a_group_for_parents_only_is_planned_on_the_pages_with_one_room_and_two_people(cast, client_as):
    place = register.practice(cast)
    leads = [register.therapist(cast, practices=[place]) for _ in range(2)]
    query = f"?recipe={make.recipe(variant='parents').pk}&practice={place.pk}&first=2027-01-12&weekday=1&at=15:30&mode=shift"
    cora, url = client_as(cast.cora), reverse("groups:new") + query

    page = cora.get(url).content.decode()
    made = cora.post(url, {"parent_room": place.rooms.first().pk, "parent_leads": [lead.pk for lead in leads]})

    assert "child_leads" not in page and made.status_code == 302
    assert '<span class="soft"></span>' not in cora.get(made["Location"]).content.decode()


def test_a_plan_without_enough_people_names_the_date_that_fails(cast, client_as):
    place = register.practice(cast)
    register.therapist(cast, practices=[place])
    query = f"?recipe={make.recipe().pk}&practice={place.pk}&first=2027-01-12&weekday=1&at=15:30&mode=shift"

    page = client_as(cast.cora).get(reverse("groups:new") + query)

    assert [numbers for _role, numbers in page.context["plan"]["shortages"]] == [list(range(1, 9))] * 2
