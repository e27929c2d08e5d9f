"""The supervisor's own judgement: asked by the candidate, written and signed by the supervisor alone (domain.md 5)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from centre import clock
from centre.models import Notice
from tests.factories.therapists import therapist
from therapists import selectors, services
from therapists.models import RuleSet, Supervision

RULES = [
    {"key": "first-group", "title": "Eerste groep"},
    {"key": "supervisor", "title": "Oordeel", "after": "first-group", "by": "supervisor"},
]
ASK = "/praktijk/profiel/parent_lead/supervisor/"
SIGNED = {"seen": "Drie avonden.", "judgement": "Helder en rustig.", "is_enough": "yes", "sign": "on"}


@pytest.fixture
def world(cast):
    """Thea is a candidate whose first group is written; Rik has a certificate in her role, Ulla in the other one."""
    services.publish_rules(requirements=RULES, on=date(2020, 1, 1))
    rik = therapist(cast, name="Rik")
    therapist(cast, cast.ulla, role="child_lead")
    row = services.register_therapist(user=cast.thea, practices=list(rik.practices.all()))
    certificate = services.apply_for_certificate(therapist=row, role="parent_lead")
    services.write_item(certificate=certificate, key="first-group", text="Zo ging het.")
    return {"rik": rik.user, "certificate": certificate}


def asked(world) -> Supervision:
    return services.ask_supervisor(certificate=world["certificate"], supervisor=world["rik"])


def sign(world, **facts):
    typed = {"last_seen_on": clock.today(), "seen": "x", "judgement": "y", "is_enough": True}
    return services.sign_supervision(supervision=asked(world), **typed | facts)


def test_asking_signing_and_reading_through_the_pages(cast, world, client_as):
    theas, riks = client_as(cast.thea), client_as(world["rik"])
    for _twice in range(2):
        assert theas.post(ASK, {"supervisor": world["rik"].reference}).status_code == 302
    row = Supervision.objects.get()
    address = f"/praktijk/supervisie/{row.reference}/"
    assert "Thea" in riks.get("/praktijk/beoordelen/").content.decode()
    assert riks.post(address, SIGNED | {"last_seen_on": str(clock.today())}).status_code == 302
    page = riks.post(address, SIGNED | {"last_seen_on": str(clock.today()), "seen": "Anders."})

    assert page.status_code == 200  # once
    row.refresh_from_db()
    assert (row.signed_on, row.seen, row.is_enough) == (clock.today(), "Drie avonden.", True)
    assert "Helder en rustig." in theas.get("/praktijk/profiel/parent_lead/portfolio/").content.decode()
    assert services.submit_portfolio(certificate=world["certificate"]).submitted_on == clock.today()
    assert set(Notice.objects.values_list("recipient", flat=True)) == {world["rik"].pk, cast.thea.pk}
    for user in (cast.ulla, cast.thea):
        assert client_as(user).get(address).status_code == 404


def test_nobody_writes_or_sends_in_the_place_of_the_supervisor(cast, world, client_as):
    with pytest.raises(ValidationError):
        services.write_item(certificate=world["certificate"], key="supervisor", text="Zij vond mij goed.")
    with pytest.raises(ValidationError, match="Oordeel"):
        services.submit_portfolio(certificate=world["certificate"])
    assert client_as(cast.thea).get("/praktijk/profiel/parent_lead/portfolio/o/supervisor/").url == ASK


def test_not_yet_asks_for_advice_and_leaves_the_way_to_another_judgement(world):
    with pytest.raises(ValidationError) as refused:
        sign(world, is_enough=False)
    assert "advice" in refused.value.message_dict
    sign(world, is_enough=False, advice="Nog een groep samen.")
    with pytest.raises(ValidationError):
        services.submit_portfolio(certificate=world["certificate"])
    sign(world)
    (item,) = [row for row in selectors.portfolio_of(world["certificate"]).items if row.is_for_supervisor]

    assert [row.is_enough for row in item.supervisions] == [False, True]
    assert item.day == clock.today()


def test_only_a_valid_colleague_of_the_role_is_asked_one_at_a_time_and_never_reviews_as_well(cast, world):
    for user in (cast.ulla, cast.thea):
        with pytest.raises(ValidationError):
            services.ask_supervisor(certificate=world["certificate"], supervisor=user)
    row, other = asked(world), therapist(cast, name="Lotte", practices=[]).user
    with pytest.raises(ValidationError):
        services.ask_supervisor(certificate=world["certificate"], supervisor=other)
    services.take_back_supervision(supervision=row)
    services.ask_supervisor(certificate=world["certificate"], supervisor=other)

    assert other.pk not in [found.user_id for found in selectors.possible_reviewers(row.portfolio)]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("last_seen_on", "2199-01-01"), ("last_seen_on", "gisteren"), ("seen", ""), ("judgement", "x" * 200_000),
     ("is_enough", "misschien"), ("sign", "")],
)  # fmt: skip
def test_a_judgement_that_cannot_be_is_refused_beside_its_field_and_stays_typed(world, client_as, field, typed):
    row = asked(world)
    form = SIGNED | {"last_seen_on": str(clock.today()), field: typed}
    page = client_as(world["rik"]).post(f"/praktijk/supervisie/{row.reference}/", form)

    assert page.context["form"].errors[field]
    assert field == "seen" or "Drie avonden." in page.content.decode()
    assert Supervision.objects.get().signed_on is None


def test_a_signature_before_the_first_group_contradicts_it(world):
    sign(world)
    with clock.at(clock.now() + timedelta(days=5)):
        services.write_item(
            certificate=world["certificate"], key="first-group", text="Later.", happened_on=clock.today()
        )

        assert len(selectors.portfolio_of(world["certificate"]).problems) == 1


def test_the_line_of_the_supervisor_is_chosen_with_the_rules_and_courses_keep_counting(cast, world, client_as):
    typed = {"renewal_opens_months_before": "6", "requirements": "Eerste groep: ja\nOordeel: ook\nReflectie: nieuw"}
    page = client_as(cast.cora).post("/coordinatie/register/regels/", typed | {"supervisor_line": "Iets"})
    assert page.context["form"].errors["supervisor_line"]
    client_as(cast.cora).post("/coordinatie/register/regels/", typed | {"supervisor_line": "Oordeel"})

    rows = RuleSet.objects.order_by("-version").first().requirements
    assert [(row["key"], row.get("by", ""), row.get("after", "")) for row in rows] == [
        ("first-group", "", ""), ("supervisor", "supervisor", "first-group"), ("reflectie", "", ""),
    ]  # fmt: skip
