"""What people say and do in an invented intake, through the services at past moments."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from centre import agreement, clock, selectors, sharing
from centre.models import Case, Municipality, Parent, User
from centre.models.consent import Purpose
from centre.services.consents import answer_consent
from intake import services, steps
from intake.conditions import owing
from intake.criteria import CONTRAINDICATIONS, advise
from intake.models import Application, ConditionsText, Indication, Talk
from intake.smallest_changes import smallest_changes

LETTER = (
    "Beste ouder,\n\nWij hebben met u beiden gesproken. Ons advies is: doe mee met een groep. In de groep leert u met "
    "andere ouders hoe u rust kunt brengen voor uw kind. Uw kind ontmoet andere kinderen.\n\nBeide ouders krijgen deze brief "
    "op hetzelfde moment, met dezelfde woorden."
)
OTHER_LETTER = (
    "Beste ouder,\n\nWij hebben met u beiden gesproken. Ons advies is: begin met andere hulp. Die hulp past nu beter. "
    "Wij helpen u om daar te starten. Daarna kijken wij samen opnieuw.\n\nBeide ouders krijgen deze brief op hetzelfde "
    "moment, met dezelfde woorden."
)
CONDITIONS = (
    "1. U komt allebei naar de gesprekken en de bijeenkomsten.\n2. Rechtszaken over uw kinderen staan stil zolang de hulp "
    "duurt. Uw advocaat kan u daarbij helpen.\n3. U vult de vragenlijsten in.\n4. U vertelt niets door over andere gezinnen."
)
#: Which day of a case's life each step is played on.
STEPS_ON = {
    "first": 2,
    "second": 6,
    "consent": 8,
    "exploratory": 13,
    "intake_1": 20,
    "intake_2": 26,
    "decide": 29,
    "approve": 31,
}
#: Days from the first request to an approved advice.
LENGTH = 32


@dataclass(frozen=True)
class Team:
    """Who plays the centre's part."""

    coordinator: User
    lead: User
    place: str = "Kenaupark 12, Haarlem"


def conditions_text(published_on: date) -> ConditionsText:
    """The first version of the conditions, once."""
    facts = {"title": "Wat wij met u afspreken", "text": CONDITIONS, "published_on": published_on}
    return ConditionsText.objects.get_or_create(version=1, defaults=facts)[0]


def new_conditions(today: date, *, still_to_read: User) -> ConditionsText:
    """A second version since three weeks; everybody who sent with the first one accepted it, but one parent."""
    text = ConditionsText.objects.create(
        version=2, title="Wat wij met u afspreken", text=f"{CONDITIONS}\n5. U belt ons als u niet kunt komen.",
        published_on=today - timedelta(days=21),
    )  # fmt: skip
    for application in owing().exclude(dossier__parent__user=still_to_read):
        services.accept_conditions(application=application, text=text)
    return text


def _home_of(case: Case) -> dict[str, str]:
    """An invented address in the town where the couples of this region are helped."""
    if Municipality.objects.filter(name="Nijmegen", region=case.region_id).exists():
        return {"street": "Veerstoep 8", "postcode": "6511 AB", "place": "Nijmegen"}
    return {"street": "Zeilmakerspad 4", "postcode": "2011 AB", "place": "Haarlem"}


def answers_for(parent: Parent, case: Case, **changed: dict) -> dict:
    """One parent's invented answers, per question. `changed`: {question: {field: answer}}."""
    children = {}
    for number, child in enumerate(selectors.children_of(case)):
        ref = child.reference
        children |= {
            f"relation_{ref}": "parent", f"authority_{ref}": "yes", f"lives_{ref}": "both",
            f"school_{ref}": ("De Klimboom", "De Windroos", "Het Duinlicht")[number % 3],
        }  # fmt: skip
    told = {
        steps.CONTACT: {**_home_of(case), "phone": _number_of(parent)},
        steps.SAFE_CONTACT: {"mail": "yes", "phone": "yes", "voicemail": "no", "other_knows": "yes", "when": "Na 17 uur"},
        steps.CHILDREN: {**children, "missing": "", "declaration": True},
        steps.SITUATION: {
            "subjects": ["care", "agreements"], "since": "2_5", "tried": ["mediation"],
            "hope": f"{parent.first_name} wil dat het weer rustig wordt.", "can_meet": "yes",
        },
        steps.PROCEDURES: {"running": "no", "court": "", "on_hold": ""},
        steps.NETWORK: {"name_1": "Ria", "relation_1": "oma"},
        steps.SAFETY: {"afraid": "no", "violence": "no", "contact_ban": "no", "note": ""},
        steps.CONDITIONS: {"version": 1, "attend": True, "hold": True, "questionnaires": True, "privacy": True},
    }  # fmt: skip
    return {step: {**answers, **changed.get(step, {})} for step, answers in told.items()}


def _number_of(parent: Parent) -> str:
    """A number of one's own: two parents with one number are a finding for staff."""
    digits = f"{parent.pk:06d}"[-6:]
    return f"06 12 {digits[:2]} {digits[2:4]} {digits[4:]}"


def apply(parent: Parent, case: Case, *, only: Iterable[str] | None = None, **changed: dict) -> Application:
    """Let a parent fill in everything and send it; with `only` these questions, unsent."""
    application = services.start_application(parent=parent, case=case)
    for step, answers in answers_for(parent, case, **changed).items():
        if only is None or step in only:
            services.save_step(
                application=application, step=step, answers=answers, revision=application.revision, by=parent.user
            )
    if only is None:
        services.submit_application(application=application, by=parent.user)
    return application


def consent_to_all(case: Case, by: User) -> None:
    """Both parents say yes for themselves and for each child; children of twelve and older for themselves."""
    parents, children = selectors.parents_of(case), selectors.children_of(case)
    for purpose in (Purpose.TREATMENT, Purpose.GROUP, Purpose.RESEARCH):
        for parent in parents:
            for child in [None, *(child for child in children if child.age_on(clock.today()) < 16)]:
                answer_consent(
                    case=case, purpose=purpose, giver=parent, about_child=child, answer="given", by=parent.user
                )
        for child in (child for child in children if child.age_on(clock.today()) >= 12):
            answer_consent(
                case=case, purpose=purpose, giver=child, about_child=child, answer="given", by=by, channel="spoken"
            )
    for parent in parents:
        for partner in sharing.asked_about(parent, case):
            for purpose in sharing.directions(partner):
                answer_consent(
                    case=case, purpose=purpose, giver=parent, partner=partner, answer="given", by=parent.user
                )


def hold_talk(case: Case, kind: str, team: Team, starts_at: datetime, *, form: str = "together") -> Talk:
    """Plan a talk five days ahead and record it the same evening; never in a weekend."""
    while timezone.localtime(starts_at).isoweekday() > 5:
        starts_at += timedelta(days=1)
    with clock.at(starts_at - timedelta(days=5)):
        talk = services.plan_talk(
            case=case,
            kind=kind,
            form=form,
            starts_at=starts_at,
            place=team.place,
            led_by=team.lead,
            by=team.coordinator,
            children=_who_may_come(case) if kind == Talk.Kind.INTAKE_2 else (),
        )
    with clock.at(starts_at + timedelta(hours=8)):
        attended = {guest.reference: True for guest in talk.guests.all()}
        reports = {
            parent.dossiers.get(kind="parent"): [
                services.Report(f"{parent.first_name} vertelt rustig en luistert naar vragen."),
                services.Report("Ik wil dat het weer rustig wordt.", "statement", str(parent)),
            ]
            for parent in selectors.parents_of(case)
        }
        services.record_talk(talk=talk, attended=attended, reports=reports, by=team.lead)
    return talk


def _who_may_come(case: Case) -> list:
    """The children to whose treatment everybody who decides has agreed."""
    lines = agreement.consent_picture(case, Purpose.TREATMENT)
    return [line["person"] for line in lines if line["verdict"].allows and not isinstance(line["person"], Parent)]


def decide(case: Case, team: Team, *, outcome: str = Indication.Outcome.GROUP) -> Indication:
    """The lead's decision, waiting for a second person."""
    domains = {
        "system": {"weight": 2, "text": "De ouders komen niet meer tot afspraken over de zorg."},
        "relation": {"weight": 2, "text": "Het contact loopt via korte berichten."},
        "individual": {"weight": 1, "text": "Geen behandeling nodig."},
        "safety": {"weight": 0, "text": "Geen zorgen."},
    }
    trauma, alone = (outcome == one for one in (Indication.Outcome.TRAUMA_FIRST, Indication.Outcome.FAMILY))
    if alone:
        domains["individual"] = {"weight": 3, "text": "Een van beiden kan een groep nu niet aan."}
    facts = {name: row["weight"] for name, row in domains.items()} | {"flagged": False, "can_meet": True}
    other = {
        "alternative": "Traumabehandeling bij een vrijgevestigde therapeut",
        "reason_for_parents": "Eerst is er rust nodig. Daarna past leren in een groep beter.",
        "review_on": clock.today() + timedelta(days=120),
    }
    if alone:
        other["alternative"] = "Bijeenkomsten voor één gezin, bij ons"
        other["reason_for_parents"] = "Voor uw gezin past het beter om de bijeenkomsten apart te volgen."
    facts |= dict.fromkeys(CONTRAINDICATIONS, "absent") | ({"trauma": "first"} if trauma else {})
    findings = {item: {"level": facts[item], "reason": ""} for item in CONTRAINDICATIONS}
    if trauma:
        findings["trauma"]["reason"] = "Herbelevingen staan op de voorgrond; een groep is nu te veel."
    return services.record_indication(
        case=case,
        domains=domains,
        findings=findings,
        changes=smallest_changes(facts),
        advice=advise(facts),
        outcome=outcome,
        rationale="Beide ouders willen leren. De kinderen hebben last van de spanning.",
        letter=LETTER if outcome == Indication.Outcome.GROUP else OTHER_LETTER,
        by=team.lead,
        **({} if outcome == Indication.Outcome.GROUP else other),
    )


def play(
    case: Case, team: Team, at: Callable[[int], datetime], *, until: str = "approve", outcome: str = "group"
) -> None:
    """Walk a case from the invitation to an approved advice. `at(day)`: the moment of that day of the case's life."""
    parents = selectors.parents_of(case)
    with clock.at(at(STEPS_ON["first"])):
        apply(parents[0], case)
    with clock.at(at(STEPS_ON["second"])):
        apply(parents[1], case)
    with clock.at(at(STEPS_ON["consent"])):
        consent_to_all(case, team.coordinator)
    if until == "apply":
        return
    for kind in Talk.Kind.values:
        hold_talk(case, kind, team, at(STEPS_ON[kind]))
        if until == kind:
            return
    with clock.at(at(STEPS_ON["decide"])):
        indication = decide(case, team, outcome=outcome)
    if until == "decide":
        return
    with clock.at(at(STEPS_ON["approve"])):
        services.approve_indication(indication=indication, by=team.coordinator)
