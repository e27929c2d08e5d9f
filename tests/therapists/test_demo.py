"""The demo furnishes the register with somebody in every standing."""

import random
from datetime import timedelta

from centre import clock
from centre.demo import World
from centre.models import Municipality, Organisation, User
from therapists.demo import furnish
from therapists.models import Certificate, Room
from therapists.selectors import leads_on, standing_of, waiting
from therapists.states import Role, Standing


def ground(cast) -> World:
    """As much of the demo world as this room stands on."""
    world = World(lot=random.Random(1), now=clock.now())
    for user in (cast.thea, cast.ulla):
        user.emailaddress_set.update(email=f"cast-{user.email}")
        User.objects.filter(pk=user.pk).update(email=f"cast-{user.email}")
    provider = Organisation.Kind.CARE_PROVIDER
    for key in ("duinrand", "waalkracht"):
        world.organisations[key] = Organisation.objects.create(name=f"Demo {key}", kind=provider)
    world.municipalities = {"Haarlem": cast.haarlem, "Nijmegen": cast.nijmegen}
    for code, name in (("0448", "Texel"), ("0479", "Zaanstad")):
        world.municipalities[name] = Municipality.objects.create(
            code=code, name=name, slug=name.lower(), province="Noord-Holland"
        )
    world.people |= {"cora": cast.cora, "carel": cast.cora}
    return world


def test_the_demo_shows_every_standing_and_enough_people_for_the_groups(cast):
    world = ground(cast)

    furnish(world)

    today = clock.today()
    states = {standing_of(row, today) for row in Certificate.objects.with_facts()}
    assert states == set(Standing)
    year = [today + timedelta(days=days) for days in range(0, 366, 14)]
    for role, name in ((Role.PARENT_LEAD, "Thea van den Berg"), (Role.CHILD_LEAD, "Ulla Hofstra")):
        leads = leads_on(role=role, dates=year, practice=world.found["practice:haarlem"])
        assert len(leads) >= 4
        assert name in {lead.user.name for lead in leads}
    for key in ("haarlem", "nijmegen", "zaandam", "texel"):
        assert Room.objects.filter(practice=world.found[f"practice:{key}"]).count() >= 3
    assert waiting(cast.cora).count() == 1
