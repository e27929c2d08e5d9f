"""The demo's partners: contact persons, keys, a family referred twice, who leads, a plan, signals about help."""

import uuid
from datetime import timedelta

from centre import clock
from centre.asked import PER_PARTNER
from centre.models import Case, Message
from centre.models.consent import Purpose
from centre.services.notices import suppress_notices
from referrals import services
from referrals.models import HelpOffer, Referral


def furnish_partners(world, case: Case) -> None:
    """Fill the pages about partners; `case` is the one that was referred and accepted."""
    _offers(world)
    _partners(world)
    _second_referral(world)
    _direction_and_plan(world, case)
    _signals(world, case)


def _offers(world) -> None:
    """Invented help of invented partners; the last one was checked long ago."""
    for title, partner, group, ages, weight, weeks, checked, kind in (
        (
            "Ouders op één lijn",
            "Jeugdhulp Duinrand",
            "Ouders die weer willen overleggen",
            (0, 18),
            "light",
            3,
            10,
            "ambulant",
        ),
        (
            "Steungroep voor kinderen",
            "Stichting Zeewind",
            "Kinderen van gescheiden ouders",
            (8, 12),
            "medium",
            6,
            25,
            "day",
        ),
        (
            "Ouderschap naast elkaar",
            "Waalkracht Jeugd en Gezin",
            "Ouders die niet meer samen praten",
            (0, 18),
            "complex",
            14,
            40,
            "staying_parents",
        ),
        (
            "Gezinstherapie na scheiding",
            "Praktijk De Kade",
            "Het hele gezin, ieder apart",
            (4, 18),
            "complex",
            None,
            120,
            "diagnosis",
        ),
    ):
        offer = HelpOffer.objects.create(
            title=title,
            organisation_name=partner,
            target_group=group,
            min_age=ages[0],
            max_age=ages[1],
            weight=weight,
            cost="Vergoed door de gemeente",
            waiting_weeks=weeks,
            checked_on=world.today - timedelta(days=checked),
            contact="info@example.org",
            kind=kind,
            funding="municipality",
            keeper_email="aanbod@example.org",
        )
        offer.municipalities.add(world.municipalities["Haarlem"], world.municipalities["Nijmegen"])


def _partners(world) -> None:
    """Contact persons, one key that works, and a web-hook that was given up."""
    cora, wim, team = world.people["cora"], world.people["wim"], world.organisations["wijkteam"]
    with clock.at(world.ago(90)):
        services.name_contact(organisation=team, user=wim, by=cora)
        ends = world.today + timedelta(days=200)
        services.make_key(organisation=team, responsible=wim, label="Wijkteamregistratie", ends_on=ends, by=wim)
    for reference in Message.objects.filter(recipient=wim).values_list("reference", flat=True):
        suppress_notices(key_prefix=f"message:{reference}")


def _second_referral(world) -> None:
    """The board refers a family that the neighbourhood team referred as well; neither hears of the other."""
    twin = (
        Referral.objects.filter(organisation=world.organisations["wijkteam"], state="submitted").order_by("pk").first()
    )
    with clock.at(world.ago(4)):
        whole = services.Whole(
            ticket=uuid.uuid4(),
            **twin.stated,
            question=twin.question,
            ground=Referral.Ground.CONSENT,
            ground_explained="",
        )
        services.hand_in(organisation=world.organisations["rvdk"], by=world.people["ruth"], whole=whole)


def _direction_and_plan(world, case: Case) -> None:
    cora = world.people["cora"]
    parents = {parent.first_name: parent for parent in case.family.parents.all()}
    with clock.at(world.ago(7)):
        services.name_director(case=case, user=cora, by=cora)
        shared = services.add_goal(case=case, text="De kinderen wisselen rustig van huis.", parent=None, by=cora)
        due = world.today + timedelta(days=21)
        services.add_action(goal=shared, text="Samen een overdrachtschrift beginnen.", parent=None, due_on=due, by=cora)
        services.add_action(
            goal=shared, text="Op school vragen wie de kinderen ophaalt.", parent=parents["Els"], due_on=due, by=cora
        )
        own = services.add_goal(case=case, text="Beter slapen voor een wisseldag.", parent=parents["Frank"], by=cora)
        services.add_action(goal=own, text="De huisarts bellen.", parent=parents["Frank"], due_on=due, by=cora)
        link = case.chain_links.filter(domain="school").get()
        both = {(parent.pk, way) for parent in parents.values() for way in PER_PARTNER}
        services.keep_consents(link=link, given=both, parents=list(parents.values()), by=cora, audience="coordinator")
        mediator = case.chain_links.filter(domain="legal").get()
        one_way = {(parent.pk, Purpose.HEARING) for parent in parents.values()}
        services.keep_consents(link=mediator, given=one_way, parents=list(parents.values()), by=cora, audience="coordinator")


def _signals(world, case: Case) -> None:
    """One partner that started late twice, of which one was followed up."""
    cora = world.people["cora"]
    for days, late, what in ((70, 34, "Gezinstherapie"), (60, 30, "Ouderbegeleiding")):
        day = world.today - timedelta(days=days)
        with clock.at(world.ago(days)):
            row = services.hand_over(
                case=case, to_name="Praktijk De Kade", what=what, is_warm=days == 70, handed_on=day, by=cora
            )
        with clock.at(world.ago(days - late)):
            services.confirm_start(handover=row, on=day + timedelta(days=late), by=cora)
        if days == 70:
            with clock.at(world.ago(20)):
                text = "Gebeld met de praktijk: zij hebben nu een vaste plek voor gezinnen van ons."
                services.follow_up(signal=row.signals.get(), text=text, by=cora)
