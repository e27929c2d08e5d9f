"""The consult table in the demo: one case with advice to follow up, one on the agenda of the next meeting."""

from datetime import timedelta

from django.utils import timezone

from centre import clock
from centre.demo import World
from centre.models import Case
from referrals.services.table import advise, appoint_member, bring_in, convene, put_on_agenda


def stuck(world: World, case: Case, other: Case) -> None:
    """Ruth and Ulla sit at the table of the region of Haarlem; Thea carries its advice out."""
    cora, thea, region = world.people["cora"], world.people["thea"], case.region
    with clock.at(world.ago(30)):
        for key in ("ruth", "ulla"):
            appoint_member(region=region, user=world.people[key], by=cora)
        first = convene(region=region, starts_at=clock.now() + timedelta(days=5), place="Haarlem, grote zaal", by=cora)
        question = "Hoe houden wij het kind in beeld zolang de ouders elkaar niet willen zien?"
        item = bring_in(
            case=case, question=question, background="Er liepen al drie soorten hulp, die elkaar tegenspraken.", by=cora
        )
        put_on_agenda(item=item, meeting=first)
    with clock.at(world.ago(20)):
        advice = "Kies één vaste persoon voor het kind, en laat de andere hulp zes weken rusten."
        advise(
            item=item,
            advice=advice,
            follow_up_by=thea,
            follow_up_on=clock.today() + timedelta(days=42),
            dossiers=[],
            by=cora,
        )
    soon = timezone.localtime(world.now + timedelta(days=9)).replace(hour=10, minute=0, second=0, microsecond=0)
    next_one = convene(region=region, starts_at=soon, place="Haarlem, grote zaal", by=cora)
    question = "Wie neemt de leiding nu er vijf organisaties bij dit gezin komen?"
    put_on_agenda(item=bring_in(case=other, question=question, background="", by=cora), meeting=next_one)
