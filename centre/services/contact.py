"""Keep, hide and show where somebody can be reached (security reference 7); keep what is safe (features.md D3)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, ContactCard, Dossier, Parent, UnhideRequest, User, VaultEntry
from centre.models.vault import Visibility
from centre.services.notices import send_to_staff
from centre.team import overseers_of
from centre.telephones import digest_of_number, unsure_numbers

ADDRESS_PARTS = ("street", "postcode", "place")
Kind = VaultEntry.Kind


class MayNotReveal(Exception):
    """This person may not see this value; the page answers 404 like for a value that is not there."""


@transaction.atomic
def set_contact(*, parent: Parent, kind: str, value: dict, by: User | None) -> VaultEntry:
    """Lock a value away; who was secret stays secret. It is content: the retention term starts again."""
    facts = {"value": value, "changed_at": clock.now(), "changed_by": by}
    if kind == Kind.PHONE:
        facts |= _of_number(parent, value)
    entry, _made = VaultEntry.objects.update_or_create(parent=parent, kind=kind, defaults=facts)
    if "number_confirmed_at" in facts:
        tell_of_equal_numbers(family=parent.family_id)
    parent.dossiers.filter(kind=Dossier.Kind.PARENT).update(last_content_change_at=clock.now())
    return entry


def _of_number(parent: Parent, value: dict) -> dict:
    """The digest of a number; of another number than before nobody knows yet whether it is safe."""
    key = digest_of_number(in_words(value))
    if parent.vault.filter(kind=Kind.PHONE, phone_key=key).exists():
        return {}
    return {"phone_key": key, "number_confirmed_at": None, "number_confirmed_by": None}


def tell_of_equal_numbers(*, family: int) -> None:
    """Whoever watches over the open case hears that both parents gave one number; the parents hear nothing."""
    if not unsure_numbers().filter(parent__family=family).exists():
        return
    for case in Case.objects.open().filter(family=family):
        subject = _("Two parents gave the same telephone number (%(number)s)") % {"number": case.reference}
        text = _(
            "Do not call it before you know whose it is. Ask each parent apart, when you see this parent alone, which "
            "number is safe. Write it down at Safe contact. The parents do not hear of this message."
        )
        send_to_staff(recipients=overseers_of(case), subject=subject, text=text, by=None)


def confirm_number(*, entry: VaultEntry, by: User) -> None:
    """This parent said, alone with us, that the number is safe; saying it twice is once."""
    if entry.number_confirmed_at is None:
        entry.number_confirmed_at, entry.number_confirmed_by = clock.now(), by
        entry.save(update_fields=["number_confirmed_at", "number_confirmed_by"])


@transaction.atomic
def keep_contact(*, parent: Parent, contact: dict, by: User | None) -> None:
    """Divide {street, postcode, place, phone, …} over the vault; what is empty or absent stays as it was."""
    address = {part: contact[part] for part in ADDRESS_PARTS if contact.get(part)}
    if address:
        set_contact(parent=parent, kind=Kind.ADDRESS, value=address, by=by)
    for kind in (Kind.PHONE, Kind.SCHOOL, Kind.HANDOVER, Kind.ROUTE):
        if text := contact.get(kind):
            set_contact(parent=parent, kind=kind, value={"text": text}, by=by)


def hide(*, entry: VaultEntry, by: User) -> None:
    """Make a value secret: one person is enough, and at once. Open requests to show it again end."""
    with transaction.atomic():
        entry.unhide_requests.filter(approved_at=None).delete()
        entry.visibility, entry.changed_by = Visibility.SECRET, by
        entry.save(update_fields=["visibility", "changed_by"])


def hide_all(*, parent: Parent, by: User) -> None:
    """The parent asks for extra protection of everything that we keep."""
    for entry in parent.vault.defer("value"):
        hide(entry=entry, by=by)


@transaction.atomic
def unhide(*, entry: VaultEntry, by: User) -> bool:
    """Ask, or agree with what a colleague asked at most a day ago; True when the value is no longer secret.

    Raises ValidationError when the same person asks again, or when the value is not secret.
    """
    if entry.visibility != Visibility.SECRET:
        raise ValidationError(_("This is not secret."))
    request = UnhideRequest.objects.open().select_for_update().filter(entry=entry).first()
    if request is None:
        # What nobody agreed with in time has lapsed (security reference M5).
        entry.unhide_requests.filter(approved_at=None).delete()
        UnhideRequest.objects.create(entry=entry, asked_by=by)
        return False
    if request.asked_by_id == by.pk:
        raise ValidationError(_("A colleague has to agree; you asked for this yourself."))
    request.approved_by, request.approved_at = by, clock.now()
    request.save(update_fields=["approved_by", "approved_at"])
    entry.visibility, entry.changed_by = Visibility.RESTRICTED, by
    entry.save(update_fields=["visibility", "changed_by"])
    return True


def reveal(*, entry: VaultEntry, by: User) -> str:
    """One value in words, for staff. Raises MayNotReveal: the view checked the case, this checks the level."""
    if not by.has_perm("centre.reveal_contact", entry):
        raise MayNotReveal
    return in_words(VaultEntry.objects.get(pk=entry.pk).value)


def in_words(value: dict) -> str:
    """`Street 1, 1234 AB Place`, or the text itself."""
    if "text" in value:
        return value["text"]
    rest = " ".join(value[part] for part in ("postcode", "place") if value.get(part))
    return ", ".join(part for part in (value.get("street", ""), rest) if part)


@transaction.atomic
def set_card(*, parent: Parent, by: User, mail_is_safe: bool, note: str = "", **choices) -> ContactCard:
    """Keep what is safe. `choices`: prefers, quiet_from, quiet_until, voicemail_is_safe, other_parent_knows.

    Delivery reads it at the moment of sending, so it also counts for what is already waiting.
    """
    parent.mail_is_safe, parent.safe_contact_note = mail_is_safe, note
    parent.save(update_fields=["mail_is_safe", "safe_contact_note"])
    card, _made = ContactCard.objects.update_or_create(
        parent=parent, defaults={**choices, "changed_at": clock.now(), "changed_by": by}
    )
    parent.dossiers.filter(kind=Dossier.Kind.PARENT).update(last_content_change_at=clock.now())
    return card


@transaction.atomic
def save_own_contact(*, parent: Parent, by: User, answers: dict) -> None:
    """A parent's whole answer: the card, the new values, and extra protection when it was asked for."""
    card = ("prefers", "quiet_from", "quiet_until", "voicemail_is_safe", "other_parent_knows")
    set_card(
        parent=parent,
        by=by,
        mail_is_safe=answers["mail_is_safe"],
        note=answers["note"],
        **{name: answers[name] for name in card},
    )
    keep_contact(parent=parent, contact={name: answers[name] for name in (*ADDRESS_PARTS, "phone")}, by=by)
    if answers["extra_secret"]:
        hide_all(parent=parent, by=by)
