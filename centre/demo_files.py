"""What the demo shows of files: questions about them, who was named to read one, what is weighed again; and children of whom
no checked number is known."""

from datetime import timedelta

from django.conf import settings

from centre import clock
from centre.children import SPEAKS_ALONG
from centre.models import Child, ChildIdentity, ChildNumber, Dossier, FileRequest, Parent, Passage
from centre.services.citizen_numbers import record_identity, record_number
from centre.services.file_readers import name_reader
from centre.services.file_requests import ask, ask_as_child, decide, draft, read_first
from centre.services.file_requests_again import weigh_again


def furnish(world) -> None:
    _questions_about_files(world)
    _a_child_asks(world)
    _without_a_number(world)


def _questions_about_files(world) -> None:
    """A parent in a group asks a copy; for a parent who waits somebody was named to read it; what was withheld from a third
    months ago came back to be weighed again."""
    asked = {}
    for days, email in ((9, "carla@example.org"), (6, "els.prins@example.org")):
        parent = Parent.objects.filter(user__email=email).order_by("-pk").first()
        if parent is not None:
            with clock.at(world.ago(days)):
                dossier = Dossier.objects.get(parent=parent)
                asked[email] = ask(parent=parent, dossier=dossier, kind=FileRequest.Kind.COPY)
    if "els.prins@example.org" in asked:
        until = world.today + timedelta(days=20)
        name_reader(
            request=asked["els.prins@example.org"], user=world.people["ulla"], until=until, by=world.people["cora"]
        )
    parent = Parent.objects.filter(user__email="dirk@example.org").order_by("-pk").first()
    if parent is not None:
        _withheld_months_ago(world, parent)
    weigh_again()


def _a_child_asks(world) -> None:
    """The oldest child with an account asks a copy of its own file."""
    children = Child.objects.filter(user__isnull=False).order_by("birth_date", "pk")
    child = next((row for row in children if row.age_on(world.today) >= SPEAKS_ALONG), None)
    if child is None:
        return
    with clock.at(world.ago(3)):
        ask_as_child(child=child, kind=FileRequest.Kind.COPY, words="Ik wil weten wat er over mij staat.")


def _withheld_months_ago(world, parent: Parent) -> None:
    again_on = world.today - timedelta(days=2)
    with clock.at(world.ago(200)):
        row = ask(parent=parent, dossier=Dossier.objects.get(parent=parent), kind=FileRequest.Kind.COPY)
    with clock.at(world.ago(190)):
        draft(request=row)
        read_first(
            request=row,
            by=world.people["thea"],
            outcome=FileRequest.Outcome.PARTLY,
            explanation="Eén deel gaat over iemand anders. Dat geven wij nu niet.",
            grounds={1: Passage.Ground.ANOTHER},
            is_still_clear=True,
            review_on=again_on,
        )
        decide(request=row, by=world.people["ulla"])


def _without_a_number(world) -> None:
    """One child has a number that was told only; of another, who lives with a parent, the four other facts are known."""
    told, other = Child.objects.order_by("pk")[:2]
    # Only the demo takes numbers for trying; the tests of this world run as production does.
    number = "999990019" if settings.DEBUG else "123456782"
    record_number(child=told, number=number, source=ChildNumber.Source.TOLD, by=world.people["cora"])
    home = Parent.objects.filter(family__children=other, vault__kind="address").order_by("pk").first()
    record_identity(
        child=other,
        last_name=other.last_name,
        first_names=other.first_name,
        birth_date=other.birth_date,
        reason=ChildIdentity.Reason.NOT_FOUND,
        home=home,
        postcode="" if home else "2011 AB",
        house_number="" if home else "12",
        by=world.people["cora"],
    )
