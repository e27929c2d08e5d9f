"""Advice without a client file, and the directory of help."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centre import clock
from centre.models import Case, Message
from centre.workflow import IllegalMove
from referrals import selectors, services
from referrals.desk import cards
from referrals.models import Consultation, HelpOffer
from tests.cast import make_user

TYPED = {"subject": "Contact", "question": "Wat eerst?", "is_anonymous": "on"}


def page(name, row=None):
    return reverse(f"referrals:{name}", args=[row.reference] if row else [])


def asked(cast, organisation=None, by=None, subject="Contact") -> Consultation:
    return services.ask_advice(
        organisation=organisation or cast.team, subject=subject, question="Wat eerst?", by=by or cast.wim
    )


def offer(cast, **facts) -> HelpOffer:
    values = {
        "title": "Ouders op een lijn",
        "organisation_name": "Duin",
        "target_group": "Ouders",
        "weight": "complex",
        "cost": "geen",
        "checked_on": clock.today(),
    }
    row = HelpOffer.objects.create(**values | facts)
    row.municipalities.add(cast.haarlem)
    return row


def test_a_question_is_asked_advised_and_looked_back_on(cast, client_as):
    wims, coras = client_as(cast.wim), client_as(cast.cora)
    before = Case.objects.count()

    for _click in range(2):
        wims.post(page("ask-advice"), TYPED)
    row = Consultation.objects.get()
    assert reverse("referrals:advice-desk") in [card.url for card in cards(cast.cora, "coordinator")]
    assert coras.post(page("give-advice", row), {"advice": "Begin apart."}).status_code == 302
    assert coras.post(page("give-advice", row), {"advice": "Toch anders."}).status_code == 409
    assert "Begin apart." in wims.get(page("advice-question", row)).content.decode()
    assert wims.post(page("advice-question", row), {"outcome": "partly"}).status_code == 302

    row.refresh_from_db()
    assert (row.state, row.advice, row.outcome) == ("followed", "Begin apart.", "partly")
    assert "Begin apart" not in Message.objects.get(recipient=cast.wim).text
    assert Case.objects.count() == before
    assert [wims.get(page("my-advice")).status_code, coras.get(page("advice-desk")).status_code] == [200, 200]


def test_looking_back_before_there_is_advice_is_refused(cast):
    row = asked(cast)

    with pytest.raises(IllegalMove):
        services.look_back(consultation=row, outcome="done")


def test_an_organisation_without_a_region_hears_what_to_do(cast):
    cast.team.region = None
    cast.team.save()

    with pytest.raises(ValidationError):
        asked(cast)


@pytest.mark.parametrize(
    "typed", [{}, TYPED | {"is_anonymous": ""}, TYPED | {"question": "a" * 200_000}, TYPED | {"subject": ""}]
)
def test_a_question_that_is_not_whole_or_not_anonymous_is_not_sent(cast, client_as, typed):
    answer = client_as(cast.wim).post(page("ask-advice"), typed)

    assert (answer.status_code, Consultation.objects.count()) == (200, 0)


@pytest.mark.idor
def test_questions_stay_with_the_own_organisation_and_region(cast, client_as):
    row = asked(cast)
    east = make_user("east", "Oost", "coordinator", organisation=cast.centre, region=cast.east)

    assert client_as(cast.ruth).get(page("advice-question", row)).status_code == 404
    assert client_as(east).get(page("give-advice", row)).status_code == 404
    assert client_as(cast.thea).get(page("give-advice", row)).status_code == 404
    assert list(selectors.my_consultations(cast.ruth)) == []


def test_the_directory_finds_what_fits_with_the_shortest_wait_first(cast):
    slow, quick = offer(cast, title="Traag", waiting_weeks=12), offer(cast, title="Vlug", waiting_weeks=2)
    unknown = offer(cast, title="Onbekend")
    offer(cast, title="Licht", weight="light")
    offer(cast, title="Ouder", min_age=12, max_age=18)
    offer(cast, title="Gestopt", is_active=False)

    found = list(selectors.help_offers(municipality=cast.haarlem.code, age=8, weight="complex"))

    assert found == [quick, slow, unknown]
    assert list(selectors.help_offers(municipality=cast.nijmegen.code)) == []


@pytest.mark.parametrize(("days", "stale"), [(90, False), (91, True)])
def test_a_check_older_than_ninety_days_shows_a_warning(cast, client_as, days, stale):
    row = offer(cast, checked_on=clock.today() - timedelta(days=days))
    body = client_as(cast.wim).get(page("offers")).content.decode()

    table = body[body.rindex("<tbody>") : body.rindex("</tbody>")]
    assert (row.is_stale, "tone--warn" in table) == (stale, stale)


def test_a_coordinator_keeps_the_waiting_time_of_today(cast, client_as):
    row = offer(cast, checked_on=clock.today() - timedelta(days=200))
    client, address = client_as(cast.cora), reverse("referrals:check-offer", args=[row.pk])
    assert client.get(address).status_code == 200

    wrong = client.post(address, {"waiting_weeks": "-3"})
    right = client.post(address, {"waiting_weeks": "7"})

    row.refresh_from_db()
    assert (wrong.status_code, right.status_code) == (200, 302)
    assert (row.waiting_weeks, row.checked_on) == (7, clock.today())
    assert client_as(cast.wim).get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?municipality=Haarlem&age=8&weight=complex",
        "?municipality=Atlantis",
        "?age=-1",
        "?age=x&weight=zwaar",
        "?page=99",
    ],
)
def test_any_search_gets_an_answer(cast, client_as, query):
    offer(cast)

    assert client_as(cast.wim).get(page("offers") + query).status_code == 200


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("key", "name"), [("wim", "my-advice"), ("cora", "advice-desk"), ("wim", "offers")])
def test_lists_ask_the_same_few_questions(cast, client_as, django_assert_max_num_queries, n, key, name):
    for number in range(n):
        asked(cast, subject=f"Contact {number}")
        offer(cast)
    client = client_as(getattr(cast, key))
    client.get(page(name))

    with django_assert_max_num_queries(8):
        assert client.get(page(name)).status_code == 200


def test_a_name_or_a_birth_date_is_warned_about_before_sending(cast, client_as):
    wims, address = client_as(cast.wim), page("ask-advice")
    typed = TYPED | {"question": "Jordi wil niet mee. Geboren op 3 mei 2016."}

    words = wims.post(address, typed).content.decode()
    assert "3 mei 2016, Jordi" in words
    assert "Geboren op 3 mei 2016." in words
    assert not Consultation.objects.exists()
    assert wims.post(address, typed | {"checked": "on"}).status_code == 302
    assert Consultation.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "answered", "tone"),
    [
        (0, None, "good"),
        (6, None, "warn"),
        (7, None, "warn"),
        (8, None, "bad"),
        (7, 7, "good"),
        (20, 7, "good"),
        (20, 8, "bad"),
    ],
)
def test_the_term_is_green_amber_or_red_in_working_days(cast, settings, days, answered, tone):
    """Asked on Monday 1 March 2027 with a term of five working days: the last day is Monday the eighth."""
    settings.ADVICE_WORKING_DAYS = 5
    with clock.at(clock.moment_from("2027-03-01T10:00")):
        row = asked(cast)
    if answered:
        with clock.at(clock.moment_from("2027-03-01T11:00") + timedelta(days=answered)):
            services.give_advice(consultation=row, advice="Begin apart.", by=cast.cora)
    with clock.at(clock.moment_from("2027-03-01T12:00") + timedelta(days=days)):
        row.refresh_from_db()
        assert (row.due_on.isoformat(), row.tone) == ("2027-03-08", tone)


def test_without_a_term_nothing_is_late_and_the_page_says_so(cast, client_as, settings):
    settings.ADVICE_WORKING_DAYS = 0
    row = asked(cast)

    assert (row.due_on, row.tone) == (None, "neutral")
    assert "nog vast te stellen" in client_as(cast.wim).get(page("my-advice")).content.decode()


def test_an_answer_is_kept_and_used_again_and_never_with_a_name(cast, client_as):
    coras, row = client_as(cast.cora), asked(cast)
    typed = {"advice": "Zeg tegen Noor dat het niet haar schuld is.", "keep_as": "Niet jouw schuld"}
    assert coras.post(page("give-advice", row), typed).context["form"].errors["keep_as"]
    assert coras.post(page("give-advice", row), typed | {"advice": "Begin apart."}).status_code == 302
    (text,) = selectors.advice_texts()

    again = asked(cast)
    shown = coras.get(page("give-advice", again), {"antwoord": text.pk})
    assert shown.context["form"]["advice"].value() == "Begin apart."
    taken = coras.post(page("give-advice", again), {"advice": "Anders.", "keep_as": "Niet jouw schuld"})
    assert taken.context["form"].errors["keep_as"]
    again.refresh_from_db()
    assert (again.state, again.advice) == ("asked", "")
