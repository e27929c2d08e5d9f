"""What the demo shows of people: a contact person, texts for both parents and for one, a way back in, a role to renew,
what a school was told, a decision about the safety file."""

from datetime import timedelta

from centre import clock, demo_files, demo_law
from centre.audiences import Audience
from centre.models import AccessLog, Case, Dossier, LaterContact, Membership, Note, Parent, User
from centre.safety_file import receivers_in
from centre.services.authority import record_authority
from centre.services.contact_changes import change_own_contact
from centre.services.disclosures import disclose
from centre.services.hats import renew_hat
from centre.services.involved import name_contact_person
from centre.services.notes import write_note
from centre.services.recovery import ask_recovery
from centre.services.safety_releases import propose


def furnish(world) -> None:
    """After the rooms: everything hangs on the family of Anna and Bram."""
    anna = Parent.objects.select_related("family", "user").get(user__email="anna@example.org")
    case = anna.family.cases.order_by("-opened_on", "-pk").first()
    _contact_person(world, case)
    _for_both(world, case)
    _for_one(
        world, case, Dossier.objects.get(parent=anna), "Wat we afspraken", "U belt ons als het ophalen spannend is."
    )
    for file in Dossier.objects.filter(child__user__email="sem@example.org").select_related("child"):
        theirs = Case.objects.filter(family__children=file.child).first()
        _for_one(world, theirs, file, "Voor jou", "Fijn dat je kwam. Volgende keer praten we verder.")
    _told_to_a_school(world, case)
    _giving_out(world)
    _looks(world, Dossier.objects.get(parent=anna))
    for file in Dossier.objects.filter(child__user__email="sem@example.org"):
        _looks(world, file)
    _role_that_ends(world)
    _roles_looked_at(world)
    demo_files.furnish(world)
    demo_law.furnish(world)
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


def _for_one(world, case: Case, file: Dossier, subject: str, text: str) -> None:
    with clock.at(world.ago(2)):
        write_note(
            dossier=file,
            case=case,
            kind=Note.Kind.OBSERVATION,
            subject=subject,
            text=text,
            audience=Note.Audience.SUBJECT,
            by=world.people["thea"],
        )


def _giving_out(world) -> None:
    """In one safety file a colleague proposes what a parent may know; the other decision is still to be taken."""
    thea = world.people["thea"]
    for file in Dossier.objects.safety_of(thea).filter(case__closed_on=None).select_related("case").order_by("pk"):
        people = [own for own in receivers_in(file.case).values() if own.parent_id]
        if people:
            text = "Wij hebben afgesproken hoe u en uw kind veilig naar het centrum komen. Bel ons met vragen."
            reason = "Overlegd met de aandachtsfunctionaris; deze ouder vroeg ernaar."
            propose(dossier=file, to=people[0], decision="give", text=text, reason=reason, by=thea)
            return


def _looks(world, file: Dossier) -> None:
    """Who opened a file lately: the therapist twice, the coordinator once."""
    seen = (("thea", "therapist", "dossier", "group_lead"), ("thea", "therapist", "documents", "group_lead"))
    for days, (key, audience, label, ground) in enumerate(
        (*seen, ("cora", "coordinator", "contact", "region")), start=1
    ):
        user = world.people[key]
        house = next((hat.organisation.name for hat in user.current_memberships if hat.organisation), "")
        with clock.at(world.ago(days)):
            AccessLog.objects.create(
                actor=user,
                audience=audience,
                organisation=house,
                action=AccessLog.Action.VIEW,
                label=label,
                ground=ground,
                dossier=file,
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


def _roles_looked_at(world) -> None:
    """Colleagues were asked last month; who gives the figures of the municipality, and the referrers, still wait."""
    asked = Membership.objects.active().filter(
        audience__in=(Audience.THERAPIST, Audience.COORDINATOR, Audience.RESEARCHER), until=None
    )
    with clock.at(world.ago(30)):
        for hat in asked.select_related("user").order_by("pk"):
            renew_hat(hat=hat, by=world.people["carel" if hat.user == world.people["cora"] else "cora"])


def _way_back_in(world) -> None:
    coby = User.objects.filter(email="coby@example.org").first() or world.people["cora"]
    with clock.at(world.now - timedelta(hours=2)):
        ask_recovery(user=world.people["ruth"], by=coby, called_back=True, email=world.people["ruth"].email)


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
