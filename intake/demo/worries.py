"""A safety file in the demo: a worry that was walked halfway through the reporting code, a phase and a plan."""

from datetime import timedelta

from centre import clock
from centre.demo import World
from centre.models import Case, Membership
from centre.services.concerns import open_concern, take_step
from centre.services.safety import appoint_guard, set_phase, write_plan


def worry(world: World, case: Case) -> None:
    """Thea wrote down what school told; Cora is officer for the reporting code of the region and named with her."""
    thea, cora = world.people["thea"], world.people["cora"]
    appoint_guard(membership=Membership.objects.get(user=cora, audience="coordinator"), is_guard=True)
    with clock.at(world.ago(12)):
        seen = clock.today().isoformat()
        signals = {
            "about": "de kinderen", "observed_on": seen, "facts": "Het kind schrikt als de deur hard dichtgaat en wil daar niet over praten.",
            "source": "de juf van school", "children": "één kind; geen kinderen van nieuwe partners",
        }  # fmt: skip
        concern = open_concern(case=case, signals=signals, by=thea)
    with clock.at(world.ago(11)):
        asked = {
            "consulted_on": clock.today().isoformat(), "whom": "safe_home", "anonymous": "yes", "number": "",
            "advice": "Praat met ieder van de ouders apart, en maak afspraken voor de komende weken.",
        }  # fmt: skip
        take_step(concern=concern, kind="consult", answers=asked, by=thea)
        set_phase(dossier=concern.dossier, phase="risk", reason="Veilig Thuis ziet geen acuut gevaar.", by=thea)
        write_plan(
            dossier=concern.dossier,
            agreements="De wissel gebeurt op school. Bij ruzie belt het kind oma. De therapeut belt elke week.",
            owner=thea,
            review_on=clock.today() + timedelta(days=25),
            by=thea,
        )
