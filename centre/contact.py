"""Nouns of contact: what is kept about a parent, never the value itself."""

from django.db.models import OuterRef, Subquery

from centre.models import Case, ContactCard, Dossier, LaterContact, Parent, UnhideRequest, VaultEntry
from centre.models.vault import Visibility
from centre.telephones import unsure_numbers

#: Answers that a form may show again; an address or phone number is never shown.
SHOWN = ("quiet_from", "quiet_until", "prefers", "note")
YES_OR_NO = ("mail_is_safe", "voicemail_is_safe", "other_parent_knows")


def card_of(parent: Parent) -> ContactCard:
    """The safe-contact card; without one an unsaved card with the careful defaults."""
    return ContactCard.objects.filter(parent=parent).first() or ContactCard(parent=parent)


def card_answers(parent: Parent) -> dict:
    """What a form starts with: this parent's latest answers, also while they wait; nothing before the first time."""
    later = LaterContact.objects.filter(parent=parent, settled_at=None).first()
    if later and "mail_is_safe" in later.answers:
        said = {name: "yes" if later.answers[name] else "no" for name in YES_OR_NO}
        return said | {name: later.answers[name] for name in SHOWN}
    card = card_of(parent)
    hours = {"quiet_from": card.quiet_from, "quiet_until": card.quiet_until, "prefers": card.prefers}
    if card.pk is None:
        return hours
    answers = {
        "mail_is_safe": parent.mail_is_safe,
        "voicemail_is_safe": card.voicemail_is_safe,
        "other_parent_knows": card.other_parent_knows,
    }
    return (
        hours
        | {name: "yes" if answer else "no" for name, answer in answers.items()}
        | {"note": parent.safe_contact_note}
    )


def dossier_of_parent(parent: str = "parent") -> Subquery:
    """For the log: the dossier of the parent of a row. `parent`: the column of the row that names this parent."""
    return Subquery(Dossier.objects.filter(kind=Dossier.Kind.PARENT, parent=OuterRef(parent)).values("pk")[:1])


def kept_of(case: Case, parent: Parent) -> list[dict]:
    """One line per kind that the centre keeps of this parent: the kind, whether it is secret, whether a colleague
    asked to show it again, whether the number is the other parent's as well (for staff)."""
    entries = VaultEntry.objects.of_case(case).filter(parent=parent)
    asked = set(UnhideRequest.objects.open().filter(entry__parent=parent).values_list("entry_id", flat=True))
    unsure = set(unsure_numbers().filter(parent=parent).values_list("pk", flat=True))
    return [
        {
            "entry": entry,
            "is_unsure": entry.pk in unsure,
            "is_secret": entry.visibility == Visibility.SECRET,
            "is_asked": entry.pk in asked,
        }
        for entry in entries
    ]
