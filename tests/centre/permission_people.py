"""The people of the permission matrix: those of the demo, and who is missing there; each with what they have to do with."""

from datetime import timedelta
from types import SimpleNamespace

from allauth.mfa.models import Authenticator

from centre import clock
from centre.audiences import Audience
from centre.models import Child, Membership, Parent, User
from centre.services.people import add_membership
from tests import cast as casting
from tests.centre.permissions import Persona, of_child, of_parent, of_therapist
from therapists.models import LearningMember

#: Whose things are asked for, by street: the first shows most of it, the others what the first has not.
OWNERS = {
    Audience.PARENT: ("A1", "B1", "parent with lists", "parent with a talk"),
    Audience.CHILD: ("child 1",),
    Audience.THERAPIST: ("therapist 1", "therapist 2"),
    Audience.REFERRER: ("referrer 1", "referrer 2"),
    Audience.COORDINATOR: ("coordinator 1",),
    Audience.RESEARCHER: ("researcher",),
    Audience.MUNICIPALITY: ("municipality",),
    Audience.PRIVACY: ("privacy officer",),
    Audience.COMMUNITY: ("community",),
}


PARENTS = {
    "A1": "anna", "B1": "bram", "A2": "carla", "parent with lists": "niels.schouten", "parent with a talk": "hanneke.sanders",
}  # fmt: skip


def everybody(world) -> list[Persona]:
    """Everybody who asks, with what they have to do with."""
    users = {user.email.split("@")[0]: user for user in User.objects.all()}
    parents = {parent.user.email.split("@")[0]: parent for parent in Parent.objects.exclude(user=None).order_by("pk")}
    haarlem, nijmegen = (world.municipalities[place].region for place in ("Haarlem", "Nijmegen"))
    rvdk, team, house = (world.organisations[key] for key in ("rvdk", "wijkteam", "duinrand"))
    second = Child.objects.filter(user=None, families__parents=parents["anna"]).first()
    second.user = casting.make_user("kind2", second.first_name, Audience.CHILD)
    second.save(update_fields=["user"])
    far = casting.open_case(SimpleNamespace(cora=users["cora"]), [("pat", "Pat"), ("ex", "Ex")], [], nijmegen)
    both = far.family.parents.get(first_name="Pat")
    add_membership(user=both.user, audience=Audience.THERAPIST, organisation=house)
    Authenticator.objects.create(user=both.user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    two = casting.make_user("twee", "Twee", Audience.REFERRER, organisation=rvdk)
    add_membership(user=two, audience=Audience.REFERRER, organisation=team)
    gone = casting.make_user("weg", "Weg", Audience.REFERRER, organisation=rvdk)
    Membership.objects.filter(user=gone).update(until=clock.today() - timedelta(days=1))
    own = {key: {("User", user.pk)} for key, user in users.items()}
    people = [
        Persona("visitor", None),
        *(Persona(name, parents[key].user, of_parent(parents[key])) for name, key in PARENTS.items()),
        Persona("child 1", users["sem"], of_child(users["sem"].child_row)),
        Persona("child 2", second.user, of_child(second)),
        Persona("therapist 1", users["thea"], of_therapist(users["thea"])),
        Persona("therapist 2", users["wilma"], of_therapist(users["wilma"])),
        Persona("therapist and parent", both.user, of_parent(both) | of_therapist(both.user)),
        Persona("coordinator 1", users["cora"], own["cora"] | {("Region", haarlem.pk)}),
        Persona("coordinator 2", users["carel"], own["carel"] | {("Region", nijmegen.pk)}),
        Persona("referrer 1", users["ruth"], own["ruth"] | {("Organisation", rvdk.pk), ("Region", haarlem.pk)}),
        Persona("referrer 2", users["wim"], own["wim"] | {("Organisation", team.pk)}),
        Persona("referrer of two", two, {("User", two.pk), ("Organisation", rvdk.pk), ("Organisation", team.pk)}),
        Persona("referrer of yesterday", gone),
        Persona("researcher", users["rens"], own["rens"]),
        Persona("municipality", users["gerda"], {("Municipality", world.municipalities["Haarlem"].pk)}),
        Persona("privacy officer", users["fiona"], own["fiona"]),
        Persona("community", users["moniek"], own["moniek"]),
        Persona("admin", users["beheer"], own["beheer"]),
    ]
    for person in people:
        circles = LearningMember.objects.filter(user=person.user).values_list("group", flat=True)
        person.own |= {("LearningGroup", key) for key in circles}
    return people
