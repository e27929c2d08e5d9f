"""The demo's mail: a letter to both parents, an address that does not exist, wording, a newsletter; and complaints."""

from centre import clock
from centre.models import CareRelation, Case, Child, Complaint, Notice, Parent
from centre.services import complaints, newsletter, undelivered
from centre.services.cases import relate
from centre.services.correspondence import BOTH, write_to_parents, write_to_team
from centre.services.mail_templates import publish, save_draft
from centre.services.notices import mark_read
from centre.services.undelivered import record_bounce

APPOINTMENT = (
    "Afspraak",
    "Beste,\n\nBinnenkort hebt u een afspraak. Log in om te zien waar en wanneer.\n\n{{ link }}\n\n"
    "Hebt u een vraag? Schrijf ons in {{ portal }}.",
)
ISSUE = (
    "Nieuws voor professionals, najaar",
    "Beste lezer,\n\nIn januari beginnen nieuwe groepen. Op de pagina voor verwijzers leest u hoe u aanmeldt.\n\n"
    "De volgende bijeenkomst voor therapeuten is in het voorjaar. Wij laten u weten wanneer.",
)


def furnish(world) -> None:
    """After the rooms: there are families to write to."""
    cora = world.people["cora"]
    cases = Case.objects.visible_to(cora).open().order_by("opened_on", "pk")
    ready = [case for case in cases[:40] if case.family.parents.exclude(user=None).count() == 2]
    with clock.at(world.ago(6)):
        publish(template=save_draft(
            kind="appointment", role="parent", language="nl", subject=APPOINTMENT[0], text=APPOINTMENT[1], by=cora
        ))  # fmt: skip
    if ready:
        _letters(world, cora, ready[0])
        _bounce(world, ready[-1])
    _newsletter(world)
    _complaints(world)


def _letters(world, cora, case: Case) -> None:
    with clock.at(world.ago(5)):
        letters = write_to_parents(
            case=case, to=BOTH, subject="Vakantie", by=cora, once="demo-vakantie",
            text="In de kerstvakantie is het centrum dicht. In januari gaan wij verder.",
        )  # fmt: skip
    parent = Parent.objects.get(family=case.family, user=letters[0].recipient)
    with clock.at(world.ago(4)):
        mark_read(message=letters[0])
        write_to_team(
            parent=parent, case=case, subject="Ik wil een ander moment voor mijn afspraak", once="demo-vraag",
            text="Op woensdag werk ik tot vier uur. Kan het na half vijf?",
        )  # fmt: skip


def _bounce(world, case: Case) -> None:
    """One parent's address does not exist any more; the other's mail arrives."""
    parent = case.family.parents.order_by("side").last()
    notice = Notice.objects.filter(recipient=parent.user).order_by("pk").last()
    if notice:
        with clock.at(world.ago(1)):
            record_bounce(notice=notice, status="5.1.1")
            undelivered.send_digest()


def _newsletter(world) -> None:
    with clock.at(world.ago(20)):
        for name in ("lezer.een", "lezer.twee", "lezer.drie"):
            newsletter.ask_to_subscribe(email=f"{name}@example.org", language="nl")
    from_demo = newsletter.Subscriber.objects.order_by("pk")
    for row in from_demo[:2]:
        newsletter.confirm(secret=row.secret)
    newsletter.write_issue(subject=ISSUE[0], text=ISSUE[1], by_name=world.people["cora"].name)


def _complaints(world) -> None:
    """One that was answered and needs the centre's reaction, one that nobody took up yet, one that is finished."""
    fiona, ruth = world.people["fiona"], world.people["ruth"]
    anna = Parent.objects.get(user__email="anna@example.org").user
    child = Child.objects.exclude(user=None).order_by("pk").first()
    with clock.at(world.ago(30)):
        row = complaints.hand_in(
            by=anna, made_as="parent", once="demo-1", wish="Dat iemand mij zegt wanneer het wel kan.",
            text="Ik heb drie keer gebeld voor een andere afspraak en niemand belde terug.",
        )  # fmt: skip
    with clock.at(world.ago(27)):
        complaints.take_up(complaint=row, by=fiona)
    with clock.at(world.ago(12)):
        complaints.decide(
            complaint=row, by=fiona, outcome=Complaint.Outcome.FOUNDED, decided_on=clock.today(),
            answer="U had teruggebeld moeten worden. Dat is drie keer niet gebeurd. Onze excuses.",
        )  # fmt: skip
    if child:
        with clock.at(world.ago(2)):
            complaints.hand_in(
                by=child.user, made_as="child", once="demo-2", text="Er was iemand anders dan jullie hadden gezegd."
            )
    with clock.at(world.ago(60)):
        row = complaints.hand_in(
            by=ruth, made_as="referrer", once="demo-3", text="Wij kregen geen bericht dat de groep begon."
        )
        complaints.take_up(complaint=row, by=fiona)
    with clock.at(world.ago(55)):
        complaints.decide(
            complaint=row, by=fiona, outcome=Complaint.Outcome.SETTLED, decided_on=clock.today(),
            answer="Wij hebben gebeld. Het bericht was bij een collega gekomen die met verlof was.",
        )  # fmt: skip
    _too_near(world)


def _too_near(world) -> None:
    """Both privacy officers know one family: what its parent complains about is the named substitute's."""
    parent = Parent.objects.select_related("user", "family").filter(user__email="els.prins@example.org").first()
    case = parent and parent.family.cases.order_by("-opened_on", "-pk").first()
    if case is None:
        return
    for key, reason in (("fiona", "buurvrouw van dit gezin"), ("frits", "familie van een ouder")):
        relate(case=case, user=world.people[key], kind=CareRelation.Kind.EXCLUDED, reason=reason)
    with clock.at(world.ago(4)):
        complaints.hand_in(
            by=parent.user, made_as="parent", once="demo-4", text="De brief over het wachten kwam drie weken te laat."
        )
