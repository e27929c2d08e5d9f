"""The safety dossier on screen: for the people named in it, and 404 for everybody else."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.forms import DateField

from centre import clock, safety_file
from centre.forms_safety import STEP_FORMS
from centre.models import AccessLog, CareRelation, Case, Dossier, Membership, Message, SafetyConcern, SafetyPlan
from centre.selectors import flagged
from centre.services.cases import relate
from centre.services.concerns import open_concern
from centre.services.safety import close_plan, escalate_overdue_plans, name_colleague, set_phase, write_plan
from tests.centre.test_budgets import LIST, SHEET, cost
from tests.centre.test_reporting_code import SIGNALS, answered, make_guard, walked


@pytest.fixture
def dossier(cast):
    walked(cast, until="consult")
    return Dossier.objects.get(kind=Dossier.Kind.SAFETY, case=cast.case)


def plan_for(cast, dossier, **changed) -> SafetyPlan:
    facts = {"agreements": "Oma belt", "owner": cast.thea, "review_on": clock.today() + timedelta(days=30)} | changed
    return write_plan(dossier=dossier, by=cast.thea, **facts)


def test_a_worry_is_walked_from_the_case_to_a_confirmed_report(cast, client_as):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    client, base = client_as(cast.thea), f"/praktijk/zaken/{cast.case.reference}/veiligheid/"
    steps = {
        "consult": {"consulted_on": "2026-01-03", "whom": "guard", "anonymous": "no", "advice": "Praat"},
        "talk": {"held": "yes", "talked_on": "2026-01-04", "account": "Met moeder"},
        "weigh": {"weighing": "Ernstig", "in_doubt": "no"},
        "questions": answered(unsafe="yes"),
    }

    to = client.post(f"{base}melden/", SIGNALS | {"observed_on": "2026-01-02"})["Location"]
    skipped = client.post(to.replace("consult", "decision"), {"decision": "close", "told": "niemand"})
    for kind, answers in steps.items():
        assert to.endswith(f"/{kind}/")
        to = client.post(to, answers)["Location"]
    page = client.get(to).content.decode()
    done = client.post(to, {"decision": "report", "reported_on": "2026-01-05", "way": "phone", "told": "Moeder"})

    assert skipped.status_code == 200 and "Zet eerst" in skipped.content.decode()
    advised = BeautifulSoup(page, "html.parser").select_one("input[name=decision][checked]")
    assert advised["value"] == "report"
    assert done["Location"] == base
    assert [step.kind for step in SafetyConcern.objects.get().steps.all()] == [
        "signals", "consult", "talk", "weigh", "questions", "decision",
    ]  # fmt: skip


@pytest.mark.parametrize("tail", ["", "fase/", "plan/", "plan/sluiten/", "collega/", "{concern}/consult/"])
def test_it_does_not_exist_for_who_is_not_named(cast, client_as, dossier, tail):
    tail = tail.format(concern=SafetyConcern.objects.get().reference)
    address = f"zaken/{cast.case.reference}/veiligheid/{tail}"
    relate(case=cast.case, user=cast.ulla, kind=CareRelation.Kind.GROUP_LEAD, reason="groep")
    unknown = client_as(cast.ulla).get(f"/praktijk/zaken/ZK-99999999/veiligheid/{tail}")

    for person, street in ((cast.ulla, "praktijk"), (cast.cora, "coordinatie")):
        answer = client_as(person).get(f"/{street}/{address}")
        assert answer.status_code == 404
    assert unknown.status_code == 404
    assert AccessLog.objects.filter(label="safety", action="denied").exists()


def test_parents_find_no_trace(cast, client_as, dossier):
    plan_for(cast, dossier, agreements="KANARIE")

    for page in ("", "privacy/", "toestemming/", "gegevens/", "berichten/"):
        text = client_as(cast.anna).get(f"/mijn/{page}").content.decode()
        assert "KANARIE" not in text and "veiligheid/" not in text


@pytest.mark.parametrize(
    ("street", "form", "field"),
    [
        ("fase", {"phase": "direct", "reason": ""}, "reason"),
        ("fase", {"phase": "elders", "reason": "x"}, "phase"),
        ("plan", {"agreements": "x", "owner": "0", "review_on": "31-02-2027"}, "review_on"),
        ("plan", {"agreements": "x" * 200_000, "owner": "", "review_on": "2099-01-01"}, "agreements"),
        ("collega", {"person": "999999"}, "person"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_kept(cast, client_as, dossier, street, form, field):
    answer = client_as(cast.thea).post(f"/praktijk/zaken/{cast.case.reference}/veiligheid/{street}/", form)

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not dossier.safety_phases.exists() and not dossier.safety_plans.exists()


def test_a_phase_is_not_skipped_and_the_first_one_puts_the_flag_up(cast, dossier):
    set_phase(dossier=dossier, phase="direct", reason="Dreiging", by=cast.thea)

    with pytest.raises(ValidationError):
        set_phase(dossier=dossier, phase="recovery", reason="Sneller", by=cast.thea)
    assert flagged(Case.objects.all()).get(pk=cast.case.pk).is_flagged

    for phase in ("risk", "recovery", "direct"):
        set_phase(dossier=dossier, phase=phase, reason="Besproken", by=cast.thea)
    assert safety_file.phase_of(dossier).phase == "direct"


def test_a_plan_is_looked_at_again_with_how_it_held_and_can_be_closed(cast, dossier):
    plan_for(cast, dossier)
    with pytest.raises(ValidationError) as refused:
        plan_for(cast, dossier)
    assert set(refused.value.message_dict) == {"looking_back"}

    later = plan_for(cast, dossier, looking_back="Goed", agreements="Ook oma van vader")
    assert safety_file.plan_of(dossier) == later

    close_plan(dossier=dossier, looking_back="Niet meer nodig", by=cast.thea)
    assert safety_file.plan_of(dossier) is None
    with pytest.raises(ValidationError):
        close_plan(dossier=dossier, looking_back="Nog eens", by=cast.thea)


def test_a_passed_day_rings_the_owner_and_the_officer_once(cast, client_as, dossier):
    make_guard(cast, cast.ulla)
    plan_for(cast, dossier)
    moment = f"{clock.today() + timedelta(days=31)}T09:00"

    for _night in range(2):
        call_command("reminders", now=moment, verbosity=0)

    told = Message.objects.filter(sending__startswith="safety-review:")
    assert {message.recipient for message in told} == {cast.thea, cast.ulla}
    assert told.count() == 2
    with clock.at(clock.moment_from(moment)):
        page = client_as(cast.thea).get("/praktijk/").content.decode()
    assert "1 veiligheidsplan" in page


def test_who_is_shut_out_of_the_case_hears_nothing_of_its_plan_and_somebody_else_does(cast, dossier):
    make_guard(cast, cast.ulla)
    relate(case=cast.case, user=cast.ulla, kind=CareRelation.Kind.SAFETY, reason="Genoemd")
    plan_for(cast, dossier)
    for user in (cast.thea, cast.ulla):
        relate(case=cast.case, user=user, kind=CareRelation.Kind.EXCLUDED, reason="Familie")

    with clock.at(clock.now() + timedelta(days=60)):
        escalate_overdue_plans()
        open_concern(case=cast.case, signals={}, by=cast.cora)
        named = [row.user for row in safety_file.named_in(cast.case)]

    assert not Message.objects.filter(recipient__in=[cast.thea, cast.ulla]).exists()
    # Without an officer who may know the overseers hear it.
    assert Message.objects.filter(recipient=cast.cora).exists()
    assert not safety_file.guards_of(cast.case).exists()
    assert named == [cast.cora]


def test_only_a_colleague_of_the_region_who_is_not_excluded_can_be_named(cast, dossier):
    Membership.objects.filter(user=cast.ulla).update(region=cast.north)
    name_colleague(dossier=dossier, user=cast.ulla, by=cast.thea)
    assert Dossier.objects.safety_of(cast.ulla).filter(pk=dossier.pk).exists()

    relate(case=cast.case, user=cast.ulla, kind=CareRelation.Kind.EXCLUDED, reason="kent de familie")
    assert not Dossier.objects.safety_of(cast.ulla).exists()
    with pytest.raises(ValidationError):
        name_colleague(dossier=dossier, user=cast.gerda, by=cast.thea)


def test_the_referrer_of_the_family_is_no_colleague_to_name(cast, dossier):
    relate(case=cast.case, user=cast.ruth, kind=CareRelation.Kind.REFERRER, reason="referral")

    assert cast.ruth not in safety_file.staff_of_region(cast.case)
    with pytest.raises(ValidationError):
        name_colleague(dossier=dossier, user=cast.ruth, by=cast.thea)


def test_a_coordinator_appoints_the_officer_of_the_own_region_only(cast, client_as):
    Membership.objects.filter(user=cast.thea).update(region=cast.north)
    Membership.objects.filter(user=cast.ulla).update(region=cast.east)
    near, far = (Membership.objects.get(user=user) for user in (cast.thea, cast.ulla))
    client = client_as(cast.cora)

    client.post("/coordinatie/veiligheid/functionarissen/", {"membership": near.pk, "is_guard": "yes"})
    foreign = client.post("/coordinatie/veiligheid/functionarissen/", {"membership": far.pk, "is_guard": "yes"})

    assert list(safety_file.guards_of(cast.case)) == [cast.thea]
    assert "membership" in foreign.context["form"].errors


@pytest.mark.parametrize("count", [1, 3])
def test_what_the_pages_cost(cast, client_as, dossier, count):
    for _number in range(count - 1):
        walked(cast, until="consult")
    client, base = client_as(cast.thea), f"/praktijk/zaken/{cast.case.reference}/veiligheid/"
    plan_for(cast, dossier)

    assert cost(client, "get", "/praktijk/veiligheid/") <= LIST
    assert cost(client, "get", base) <= SHEET
    assert cost(client, "get", f"{base}{SafetyConcern.objects.first().reference}/consult/") <= SHEET


@pytest.mark.parametrize("kind", list(STEP_FORMS))
def test_a_day_to_come_is_refused_beside_its_field_in_every_step(kind):
    """With the fields after it filled in: refusing one field must not stumble over the others."""
    bare = STEP_FORMS[kind]()
    days = [name for name, field in bare.fields.items() if isinstance(field, DateField)]
    for name in days:
        form = STEP_FORMS[kind](dict.fromkeys(bare.fields, "x") | {name: "2099-01-01"})
        assert form.errors[name] == ["Deze dag moet nog komen."]
