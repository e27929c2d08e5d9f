"""A certification played through the pages, from candidate to renewal, by moving the clock."""

from datetime import date, timedelta

from centre import clock
from centre.audiences import Audience
from centre.models import Organisation
from tests.cast import make_user
from tests.factories.therapists import practice, rule_set
from therapists import services
from therapists.models import Certificate, Review
from therapists.selectors import validity
from therapists.standing import months_from

ASKED = [
    {"key": "systemic", "title": "Vooropleiding"},
    {"key": "training", "title": "Driedaagse training"},
    {"key": "first-group", "title": "Eerste groep onder supervisie", "after": "training"},
]
SHEET = "/coordinatie/register/t/thea"
MINE = "/praktijk/profiel/parent_lead/portfolio/"


def reviewers(cast):
    """Two certified colleagues of another employer and another location."""
    away = Organisation.objects.create(name="Elders", kind=Organisation.Kind.CARE_PROVIDER)
    there = practice(cast, "Waal", municipality=cast.nijmegen, organisation=away)
    for name in ("Rik", "Lotte"):
        user = make_user(name.lower(), name, Audience.THERAPIST, organisation=away)
        row = services.register_therapist(user=user, practices=[there])
        until = clock.today() + timedelta(days=3650)
        services.certify(
            therapist=row, role="parent_lead", by=cast.cora, reasons="Van voor het portaal.", valid_until=until
        )
        yield user


def judged_ready(cast, client_as, people):
    """The coordinator asks both, both talk and say: ready."""
    chosen = [user.reference for user in people]
    assert client_as(cast.cora).post(f"{SHEET}/parent_lead/beoordelaars/", {"reviewers": chosen}).status_code == 302
    for user in people:
        review = Review.objects.get(reviewer=user, judged_on=None)
        typed = {"is_ready": "yes", "talked_on": clock.today().isoformat(), "reasons": "Overtuigend."}
        assert client_as(user).post(f"/praktijk/beoordelen/{review.reference}/", typed).status_code == 302


def handed_in(client_as, user):
    browser = client_as(user)
    for key in ("systemic", "training", "first-group"):
        browser.post(f"{MINE}o/{key}/", {"text": f"Over {key}."})
    assert browser.post(f"{MINE}versturen/").status_code == 302


def in_register(client) -> bool:
    return "Thea" in client.get("/therapeuten/").content.decode()


def test_a_certification_from_candidate_to_renewal(cast, client, client_as):
    start = clock.now()
    rule_set(validity_months=36, renewal_opens_months_before=6, requirements=ASKED)
    people = list(reviewers(cast))
    services.register_therapist(user=cast.thea, practices=[practice(cast)])

    # Candidate, then in training; the portfolio cannot be sent while something is missing.
    client_as(cast.cora).post(
        f"{SHEET}/beginnen/", {"role": "parent_lead", "training_started_on": clock.today() + timedelta(days=10)}
    )
    client_as(cast.thea).post(
        "/praktijk/profiel/wijzigen/", {"languages": ["nl"], "is_public": "on", "about": "Hallo."}
    )
    client_as(cast.thea).post(f"{MINE}o/systemic/", {"text": "Afgerond."})
    client_as(cast.thea).post(f"{MINE}versturen/")
    assert not Certificate.objects.get(therapist__user=cast.thea).portfolios.get().submitted_on
    assert not in_register(client)

    # Half a year on: handed in, judged by two, granted.
    with clock.at(start + timedelta(days=180)):
        handed_in(client_as, cast.thea)
        judged_ready(cast, client_as, people)
        assert not in_register(client)
        assert (
            client_as(cast.cora).post(f"{SHEET}/parent_lead/verlenen/", {"reasons": "Twee keer klaar."}).status_code
            == 302
        )
        certificate = Certificate.objects.get(therapist__user=cast.thea)
        assert certificate.valid_until == months_from(clock.today(), 36)
        assert in_register(client)

    # New rules in between change nothing for who is there.
    end = certificate.valid_until
    with clock.at(start + timedelta(days=400)):
        before = client_as(cast.cora).get("/coordinatie/register/").content.decode().count("<tr")
        typed = {"validity_months": "24", "renewal_opens_months_before": "6", "requirements": "Reflectie: wat u leerde"}
        client_as(cast.cora).post("/coordinatie/register/regels/", typed)
        assert client_as(cast.cora).get("/coordinatie/register/").content.decode().count("<tr") == before
        certificate.refresh_from_db()
        assert (certificate.valid_until, certificate.rule_set.version) == (end, 1)

    # Too early to renew; three months before the end it can be asked.
    ask = "/praktijk/profiel/parent_lead/herbeoordeling/"
    early = clock.moment_from(f"{months_from(end, -7)}T09:00")
    with clock.at(early):
        client_as(cast.thea).post(ask)
        certificate.refresh_from_db()
        assert certificate.renewal_applied_on is None
    with clock.at(clock.moment_from(f"{months_from(end, -3)}T09:00")):
        client_as(cast.thea).post(ask)

    # The end passes; the old state holds and she may lead; the renewal is judged by the newest rules.
    later = clock.moment_from(f"{end + timedelta(days=20)}T09:00")
    with clock.at(later):
        assert in_register(client)
        assert validity(therapist=cast.thea.therapist, role="parent_lead", on=clock.today()).allowed
        assert client_as(cast.thea).post(f"{MINE}o/reflectie/", {"text": "Veel geleerd."}).status_code == 302
        client_as(cast.thea).post(f"{MINE}versturen/")
        decide = f"{SHEET}/parent_lead/herbeoordelen/"
        assert client_as(cast.cora).post(decide, {"renewed": "yes", "reasons": "Te vroeg."}).status_code == 200
        judged_ready(cast, client_as, people)
        assert client_as(cast.cora).post(decide, {"renewed": "yes", "reasons": "Weer klaar."}).status_code == 302
        certificate.refresh_from_db()
        assert certificate.rule_set.version == 2
        assert certificate.valid_until == months_from(date.fromisoformat(str(clock.today())), 24)
        first = certificate.decisions.order_by("pk").first()
        assert first.rule_set.version == 1

    # Nobody asks again: on the day after the last one she is gone, without a job.
    for days, shown in ((0, True), (1, False)):
        with clock.at(clock.moment_from(f"{certificate.valid_until + timedelta(days=days)}T00:01")):
            assert in_register(client) is shown
