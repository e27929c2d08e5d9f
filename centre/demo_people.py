"""What the demo shows of people: a contact person, a text for both parents, a way back in, a role to renew, what a
school was told."""

from datetime import timedelta

from centre import clock
from centre.models import Case, Dossier, LaterContact, Note, Parent, User
from centre.services.contact_changes import change_own_contact
from centre.services.disclosures import disclose
from centre.services.involved import name_contact_person
from centre.services.notes import write_note
from centre.services.people import record_authority
from centre.services.recovery import ask_recovery


def furnish(world) -> None:
    """After the rooms: everything hangs on the family of Anna and Bram."""
    anna = Parent.objects.select_related("family", "user").get(user__email="anna@example.org")
    case = anna.family.cases.order_by("-opened_on", "-pk").first()
    _contact_person(world, case)
    _for_both(world, case)
    _told_to_a_school(world, case)
    _role_that_ends(world)
    _way_back_in(world)
    _waiting_change()


def _contact_person(world, case: Case) -> None:
    with clock.at(world.ago(10)):
        name_contact_person(case=case, user=world.people["cora"], by=world.people["cora"])


def _for_both(world, case: Case) -> None:
    for file in Dossier.objects.filter(child__families=case.family_id).select_related("child"):
        for parent in Parent.objects.filter(family=case.family_id):
            if not file.child.authorities.filter(parent=parent, until=None).exists():
                record_authority(
                    child=file.child, parent=parent, since=file.child.birth_date, evidence="declared", by=None
                )
        with clock.at(world.ago(4)):
            write_note(
                dossier=file,
                case=case,
                kind=Note.Kind.OBSERVATION,
                subject="Hoe het nu gaat",
                text="Uw kind doet goed mee en vertelt graag over school.",
                audience=Note.Audience.BOTH,
                by=world.people["cora"],
            )


def _told_to_a_school(world, case: Case) -> None:
    file = Dossier.objects.filter(child__families=case.family_id).order_by("pk").first()
    with clock.at(world.ago(3)):
        disclose(
            dossier=file,
            case=case,
            kind_of_receiver="school",
            receiver="Basisschool De Vlieger, intern begeleider",
            ground="consent",
            subject_matter="Dat het kind op dinsdagmiddag bij ons is. Verder niets.",
            by=world.people["thea"],
            once="demo",
        )


def _role_that_ends(world) -> None:
    hat = world.people["wim"].memberships.get()
    hat.until = world.today + timedelta(days=20)
    hat.save(update_fields=["until"])


def _way_back_in(world) -> None:
    coby = User.objects.filter(email="coby@example.org").first() or world.people["cora"]
    with clock.at(world.now - timedelta(hours=2)):
        ask_recovery(user=world.people["ruth"], by=coby, called_back=True)


def _waiting_change() -> None:
    """In one family with a flag a parent just changed how to be reached."""
    flagged = Parent.objects.filter(
        family__cases__safety_dossiers__isnull=False, family__cases__closed_on=None, user__isnull=False
    )
    parent = flagged.exclude(user__email__in=("anna@example.org", "bram@example.org")).order_by("pk").first()
    if parent is None or LaterContact.objects.exists():
        return
    answers = {
        "mail_is_safe": True, "prefers": "call", "voicemail_is_safe": False, "other_parent_knows": False,
        "quiet_from": 21, "quiet_until": 8, "note": "", "phone": "06 12 34 56 00",
        "street": "", "postcode": "", "place": "", "extra_secret": False,
    }  # fmt: skip
    change_own_contact(parent=parent, by=parent.user, answers=answers)
