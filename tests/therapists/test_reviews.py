"""Two reviewers without ties, proof as files, and nothing granted before both found it ready (features.md F3)."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from centre import clock
from centre.audiences import Audience
from centre.models import Organisation
from tests.cast import make_user
from tests.factories.therapists import practice
from therapists import selectors, services
from therapists.models import EvidenceFile, Practice
from therapists.services import apply_for_certificate, certify, publish_rules, register_therapist

RULES = [
    {"key": "training", "title": "Driedaagse training"},
    {"key": "first-group", "title": "Eerste groep", "after": "training"},
]


@pytest.fixture
def world(cast):
    """Thea is a candidate of Duin; Ulla works there too; Rik and Lotte work elsewhere, Bo at Thea's location."""
    publish_rules(requirements=RULES, validity_months=36, on=date(2024, 1, 1))
    away = Organisation.objects.create(name="Elders", kind=Organisation.Kind.CARE_PROVIDER)
    here = practice(cast, "Duin")
    there = practice(cast, "Waal", municipality=cast.nijmegen, organisation=away)
    made = {"thea": register_therapist(user=cast.thea, practices=[here])}
    for key, employer, place in (
        ("rik", away, there),
        ("lotte", away, there),
        ("bo", away, here),
        ("ulla", None, there),
    ):
        user = (
            cast.ulla if key == "ulla" else make_user(key, key.capitalize(), Audience.THERAPIST, organisation=employer)
        )
        made[key] = register_therapist(user=user, practices=[place])
        certify(therapist=made[key], role="parent_lead", by=cast.cora, reasons="Eerder.")
    made["certificate"] = apply_for_certificate(therapist=made["thea"], role="parent_lead")
    return made


def sent(world):
    for key in ("training", "first-group"):
        services.write_item(certificate=world["certificate"], key=key, text="Zo ging het.")
    return services.submit_portfolio(certificate=world["certificate"])


def asked(cast, world):
    users = [world[key].user for key in ("rik", "lotte")]
    return services.ask_reviewers(portfolio=sent(world), reviewers=users, by=cast.cora)


def pdf() -> bytes:
    out = io.BytesIO()
    file = pikepdf.new()
    file.add_blank_page()
    file.save(out)
    return out.getvalue()


def test_who_shares_a_location_or_an_employer_cannot_judge(cast, world):
    portfolio = sent(world)

    assert [row.user.name for row in selectors.possible_reviewers(portfolio)] == ["Lotte", "Rik"]
    for tied in ("bo", "ulla", "thea"):
        with pytest.raises(ValidationError):
            services.ask_reviewers(portfolio=portfolio, reviewers=[world["rik"].user, world[tied].user], by=cast.cora)
    with pytest.raises(ValidationError):
        services.ask_reviewers(portfolio=portfolio, reviewers=[world["rik"].user] * 2, by=cast.cora)


def test_nothing_is_granted_before_two_people_found_it_ready(cast, world, client_as):
    address = "/coordinatie/register/t/thea/parent_lead/verlenen/"
    coras = client_as(cast.cora)
    assert coras.post(address, {"reasons": "Mooi."}).status_code == 200  # no portfolio
    first, second = asked(cast, world)
    services.judge(review=first, is_ready=True, talked_on=clock.today(), reasons="Goed.")
    assert coras.post(address, {"reasons": "Mooi."}).status_code == 200  # one is silent
    services.judge(review=second, is_ready=True, talked_on=clock.today(), reasons="Goed.")

    assert coras.post(address, {"reasons": "Mooi."}).status_code == 302
    world["certificate"].refresh_from_db()
    assert world["certificate"].granted_on == clock.today()
    assert coras.post(address, {"reasons": "Nog eens."}).status_code == 200
    assert world["certificate"].decisions.count() == 1


def test_a_reviewer_who_says_not_yet_gives_advice_and_stops_the_grant(cast, world):
    first, second = asked(cast, world)
    with pytest.raises(ValidationError):
        services.judge(review=first, is_ready=False, reasons="Te kort.")
    with pytest.raises(ValidationError):
        services.judge(review=first, is_ready=True, reasons="Goed, zonder gesprek.")
    services.judge(review=first, is_ready=False, reasons="Te kort.", advice="Kijk nog een keer mee.")
    services.judge(review=second, is_ready=True, talked_on=clock.today(), reasons="Goed.")
    with pytest.raises(ValidationError):
        services.judge(review=first, is_ready=True, talked_on=clock.today(), reasons="Toch.")
    with pytest.raises(ValidationError):
        services.grant(certificate=world["certificate"], by=cast.cora, reasons="Toch.")


def test_reading_and_judging_through_the_pages(cast, world, client_as):
    first, _second = asked(cast, world)
    riks = client_as(world["rik"].user)
    address = f"/praktijk/beoordelen/{first.reference}/"

    assert "Thea" in riks.get("/praktijk/beoordelen/").content.decode()
    assert "Zo ging het." in riks.get(address).content.decode()
    page = riks.post(address, {"is_ready": "no", "reasons": "Te kort."})
    assert page.context["form"].errors["advice"]
    assert "Te kort." in page.content.decode()
    assert (
        riks.post(address, {"is_ready": "yes", "reasons": "Goed.", "talked_on": str(clock.today())}).status_code == 302
    )
    for other in (world["lotte"].user, cast.ulla, cast.thea):
        assert client_as(other).get(address).status_code == 404


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("happened_on", {"happened_on": 1}),
        ("counts_until", {"counts_until": -1}),
        ("counts_until", {"happened_on": -10, "counts_until": -20}),
    ],
    ids=["to come", "expired", "backwards"],
)
def test_proof_of_a_day_that_cannot_be_is_refused_beside_its_field(world, client_as, cast, field, facts):
    days = {name: str(clock.today() + timedelta(days=n)) for name, n in facts.items()}

    page = client_as(cast.thea).post(
        "/praktijk/profiel/parent_lead/portfolio/o/training/", {"text": "Mijn tekst"} | days
    )

    assert page.context["form"].errors[field]
    assert "Mijn tekst" in page.content.decode()


def test_proof_that_contradicts_itself_or_expired_since_is_not_sent(world):
    day = clock.today() - timedelta(days=100)
    certificate = world["certificate"]
    services.write_item(certificate=certificate, key="training", text="Toen.", happened_on=day)
    services.write_item(
        certificate=certificate, key="first-group", text="Eerder.", happened_on=day - timedelta(days=1),
        counts_until=clock.today() + timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        services.submit_portfolio(certificate=certificate)
    assert "Eerste groep" in refused.value.messages[0]
    assert "Driedaagse training" in refused.value.messages[0]
    with clock.at(clock.now() + timedelta(days=3)):
        assert len(selectors.portfolio_of(certificate).problems) == 2


def test_a_file_is_kept_as_ciphertext_and_read_by_its_writer_its_judges_and_who_decides(cast, world, client_as):
    theas = client_as(cast.thea)
    address = "/praktijk/profiel/parent_lead/portfolio/o/training/"
    form = {"text": "Zie bestand.", "file": SimpleUploadedFile("certificaat.pdf", pdf())}
    assert theas.post(address, form).status_code == 302
    file = EvidenceFile.objects.get()
    coras = client_as(cast.cora)
    desk = f"/coordinatie/register/t/thea/parent_lead/bewijs/{file.reference}/"
    assert coras.get(desk).status_code == 404  # not sent yet
    services.write_item(certificate=world["certificate"], key="first-group", text="Ja.")
    portfolio = services.submit_portfolio(certificate=world["certificate"])
    users = [world[key].user for key in ("rik", "lotte")]
    review, _other = services.ask_reviewers(portfolio=portfolio, reviewers=users, by=cast.cora)

    answer = theas.get(f"/praktijk/bewijs/{file.reference}/")
    assert answer.content.startswith(b"%PDF")
    assert "attachment" in answer["Content-Disposition"]
    assert "certificaat" not in answer["Content-Disposition"]
    assert (
        client_as(world["rik"].user).get(f"/praktijk/beoordelen/{review.reference}/{file.reference}/").status_code
        == 200
    )
    assert coras.get(desk).status_code == 200
    for user in (cast.ulla, world["lotte"].user, world["bo"].user):
        assert client_as(user).get(f"/praktijk/bewijs/{file.reference}/").status_code == 404
    theas.post(f"/praktijk/bewijs/{file.reference}/weg/")
    assert EvidenceFile.objects.exists()  # sent: it stays


@pytest.mark.parametrize(
    ("name", "content"),
    [("bewijs.pdf", b"MZ\x90 not a pdf"), ("bewijs.exe", b"MZ"), ("bewijs.pdf", b""), ("foto.jpg", b"<svg onload=x>")],
    ids=["not what it says", "program", "empty", "svg as photo"],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_the_text_is_kept(cast, world, client_as, name, content):
    form = {"text": "Mijn verhaal", "file": SimpleUploadedFile(name, content)}
    page = client_as(cast.thea).post("/praktijk/profiel/parent_lead/portfolio/o/training/", form)

    assert page.context["form"].errors["file"]
    assert "Mijn verhaal" in page.content.decode()
    assert not EvidenceFile.objects.exists()


def test_a_new_version_of_the_rules_keeps_what_has_to_come_first(cast, world, client_as):
    typed = {"renewal_opens_months_before": "6", "requirements": "Driedaagse training: ja\nEerste groep: ook"}
    rules = publish_rules(requirements=[{"key": "first-group", "title": "Eerste groep"}])

    assert rules.requirements == [{"after": "training", "key": "first-group", "title": "Eerste groep"}]
    assert client_as(cast.cora).post("/coordinatie/register/regels/", typed).status_code == 302


def test_the_location_of_a_candidate_decides_ties_also_when_it_closed(cast, world):
    Practice.objects.filter(place="Haarlem").update(is_active=False)

    assert "Bo" not in [row.user.name for row in selectors.possible_reviewers(sent(world))]
