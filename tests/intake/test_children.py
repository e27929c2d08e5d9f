"""A child's own yes, own story with and without an account, and reading that fits."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from centre import clock
from centre.audiences import Audience
from centre.models import CareRelation, Case
from centre.services.cases import relate
from intake import consents, services, talks, voice
from intake.models import ChildVoice
from tests.cast import make_user
from tests.factories.intake import case_at

CODE, STORY = reverse("intake:start-voice"), reverse("intake:start-voice-story")


@pytest.fixture
def sem(cast):
    """Sem is thirteen and has an own account; Thea works on the case."""
    cast.sem.user = make_user("sem", "Sem", Audience.CHILD)
    cast.sem.save()
    relate(case=cast.other_case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    return cast.sem


@pytest.mark.two_parent
def test_a_story_reaches_the_therapist_and_changes_nothing_for_parents(cast, client_as, sem):
    def pages():
        # Addresses of parents that could show something of a child.
        return [client_as(cast.carla).get(url).context["cards"] for url in ("/mijn/",)]

    before = pages()
    client_as(sem).post(reverse("intake:child-story"), {"how": "1", "hard": "Kanariepiet"})

    assert pages() == before
    for url in ("/mijn/", "/mijn/privacy/", "/mijn/documenten/", "/mijn/toestemming/"):
        assert "Kanariepiet" not in client_as(cast.carla).get(url).content.decode()
    text = client_as(cast.thea).get(reverse("intake:voices", args=[cast.other_case.reference])).content.decode()
    assert "Kanariepiet" in text
    row = ChildVoice.objects.get()
    assert row.read_by == cast.thea
    assert voice.is_low(row.answers)


def test_an_empty_story_is_refused_and_a_huge_one_too(cast, client_as, sem):
    client, url = client_as(sem), reverse("intake:child-story")

    assert client.post(url, {}).context["form"].errors
    assert client.post(url, {"hard": "x" * 200_000}).context["form"].errors
    assert not ChildVoice.objects.exists()


def test_a_younger_child_tells_with_a_code_once(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    file = cast.noor.dossiers.get()
    made = client_as(cast.thea).post(reverse("intake:voice-code", args=[cast.case.reference, file.reference]))
    code, browser = made.context["code"], Client()

    assert browser.get(STORY).url == CODE
    assert browser.post(CODE, {"code": "XXXXXXXX"}).context["form"].errors
    assert browser.post(CODE, {"code": f" {code.lower()} "}).url == STORY
    assert "Noor" in browser.get(STORY).content.decode()
    assert browser.post(STORY, {"how": "4"}).url == reverse("intake:start-voice-sent")
    assert Client().post(CODE, {"code": code}).context["form"].errors
    assert ChildVoice.objects.get().dossier == file


def test_a_code_ends_after_its_days_and_a_new_one_ends_the_old(cast):
    file = cast.noor.dossiers.get()
    old = services.make_code(dossier=file, case=cast.case, by=cast.thea)
    new = services.make_code(dossier=file, case=cast.case, by=cast.thea)

    assert services.find_code(old) is None
    assert services.find_code(new) is not None
    with clock.at(clock.now() + timedelta(days=8)):
        assert services.find_code(new) is None


def test_guessing_codes_ends_in_too_many(db):
    codes = [Client().post(CODE, {"code": str(n)}).status_code for n in range(12)]

    assert codes[-1] == 429


@pytest.mark.parametrize(
    ("born", "today", "turns"),
    [
        (date(2014, 3, 10), date(2026, 3, 9), []),
        (date(2014, 3, 10), date(2026, 3, 10), [12]),
        (date(2010, 3, 10), date(2026, 3, 10), [16]),
        (date(2012, 2, 29), date(2028, 2, 28), []),
        (date(2012, 2, 29), date(2028, 2, 29), [16]),
        (date(2012, 2, 29), date(2030, 3, 1), [18]),
    ],
)
def test_a_birthday_is_on_the_desk_on_the_day_itself(cast, born, today, turns):
    cast.noor.birth_date = born
    on_the_day = [line["age"] for line in consents.birthdays([cast.noor], today) if line["is_past"]]

    assert on_the_day == turns
    assert (born in consents.born_to_turn(today)) == bool(turns)


def test_a_birthday_stands_on_the_desk_of_staff_sixty_days_ahead_and_two_weeks_after(cast):
    cast.noor.birth_date = date(2014, 3, 10)
    cast.noor.save()
    days = {"2026-01-08": False, "2026-01-09": True, "2026-03-10": True, "2026-03-23": True, "2026-03-24": False}

    for day, stands in days.items():
        with clock.at(clock.moment_from(f"{day}T09:00")):
            assert consents.turning_cases(Case.objects.filter(pk=cast.case.pk)).exists() is stands, day


def test_the_words_for_children_are_short():
    """Our own measure of easy reading: at most twelve words a sentence, and no long words."""
    with translation.override("nl"):
        texts = [str(question.words) for question in voice.QUESTIONS]
        texts += [str(words) for _key, words in (*voice.FACES, *voice.TALK)]
    for text in texts:
        for sentence in re.split(r"[.?!]", text):
            words = sentence.split()
            assert len(words) <= 12, text
            assert all(len(word) <= 14 for word in words), text


def test_the_screen_shows_who_must_still_say_what(cast, client_as, sem):
    from tests.factories.intake import case_at

    case = case_at(cast.other_case, cast, "apply")
    answer = client_as(cast.cora).get(reverse("intake:consents-coordinator", args=[case.reference]))

    assert [table["purpose"] for table in answer.context["tables"]] == [
        "treatment", "group", "research", "video",
    ]  # fmt: skip
    url = reverse("intake:record-ruling", args=[case.reference])
    sent = {
        "kind": "replaced", "purpose": "group", "child": sem.reference, "parent": cast.carla.reference,
        "decided_by": "Rechtbank", "number": "C/1", "since": clock.today().isoformat(),
        "reason": "Wachten schaadt Sem.", "weighed_with": cast.thea.pk,
    }  # fmt: skip
    relate(case=case, user=cast.ulla, kind=CareRelation.Kind.EXCLUDED, reason="buurvrouw")
    assert (
        "weighed_with" in client_as(cast.cora).post(url, sent | {"weighed_with": cast.ulla.pk}).context["form"].errors
    )
    alone = client_as(cast.cora).post(url, sent | {"weighed_with": cast.cora.pk})
    assert list(alone.context["form"].errors) == ["weighed_with"] and "Wachten schaadt Sem." in alone.content.decode()
    assert client_as(cast.cora).post(url, sent | {"parent": ""}).context["form"].errors
    assert client_as(cast.cora).post(url, sent).status_code == 302
    page = client_as(cast.cora).get(reverse("intake:consents-coordinator", args=[case.reference]))
    ruling = page.context["rulings"].get()
    assert client_as(cast.cora).post(reverse("intake:end-ruling", args=[case.reference, ruling.pk])).status_code == 302


def test_a_child_finds_the_own_talks_and_not_who_else_comes(cast, client_as, sem):
    case = case_at(cast.other_case, cast, "intake_1")
    cast.consent_to_everything(case)
    services.plan_talk(
        case=case, kind="intake_2", form="together", starts_at=clock.now() + timedelta(days=5), place="Kenaupark 12",
        led_by=cast.thea, by=cast.cora, children=[sem],
    )  # fmt: skip
    browser = client_as(sem)

    text = browser.get(reverse("intake:child-talks")).content.decode()
    assert "Kenaupark 12" in text and not {"Carla", "Dirk"} & set(re.findall(r"\w+", text))
    assert reverse("intake:child-talks") in browser.get("/kind/").content.decode()
    guest = talks.my_talks(sem.user).get()
    file = browser.get(reverse("intake:child-talk-calendar", args=[guest.reference])).content.decode()
    assert "SUMMARY:Afspraak" in file and "Kenaupark" not in file


def test_an_account_of_after_the_invitation_shows_it_too(cast):
    case = case_at(cast.other_case, cast, "intake_1")
    cast.consent_to_everything(case)
    services.plan_talk(
        case=case, kind="intake_2", form="together", starts_at=clock.now() + timedelta(days=5), place="Kenaupark 12",
        led_by=cast.thea, by=cast.cora, children=[cast.sem],
    )  # fmt: skip
    cast.sem.user = make_user("sem", "Sem", Audience.CHILD)
    cast.sem.save()

    assert talks.my_talks(cast.sem.user).count() == 1


def test_a_child_without_a_talk_reads_so_and_a_foreign_one_is_not_found(cast, client_as, sem):
    case = case_at(cast.case, cast, "exploratory")
    foreign = case.talks.get().guests.first().reference

    assert "Er is nu geen gesprek" in client_as(sem).get(reverse("intake:child-talks")).content.decode()
    assert client_as(sem).get(reverse("intake:child-talk-calendar", args=[foreign])).status_code == 404
