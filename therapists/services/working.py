"""Professional registration, working hours, availability: what somebody notes about the own work."""

from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import User
from therapists.models import Absence, Availability, Hours, ProfessionalRegistration, Therapist
from therapists.states import ProfessionalRegister

#: Digits of a number, per register. Whether a number exists is looked up by hand in the register itself.
DIGITS = {ProfessionalRegister.SKJ: 9, ProfessionalRegister.BIG: 11}
#: Hours can be noted so many days back: later nobody remembers them.
HOURS_BACK_DAYS = 92


@transaction.atomic
def record_registration(*, therapist: Therapist, register: str, number: str) -> ProfessionalRegistration:
    """Note somebody's number; another number has to be looked up again. Raises ValidationError for a wrong one."""
    number, digits = "".join(number.split()), DIGITS[register]
    if not (number.isascii() and number.isdigit() and len(number) == digits):
        raise ValidationError({"number": _("A number in this register has %(digits)s digits.") % {"digits": digits}})
    others = ProfessionalRegistration.objects.filter(register=register, number=number).exclude(therapist=therapist)
    if others.exists():
        raise ValidationError({"number": _("Check this number: it cannot be used.")})
    row, _made = ProfessionalRegistration.objects.get_or_create(
        therapist=therapist, register=register, defaults={"number": number}
    )
    if row.number != number:
        row.number, row.checked_on, row.checked_by, row.entered_on = number, None, None, clock.today()
        row.save(update_fields=["number", "checked_on", "checked_by", "entered_on"])
    return row


def check_registration(*, registration: ProfessionalRegistration, by: User) -> None:
    """Somebody of the centre looked the number up today and found it in order; to be done again after a year."""
    registration.checked_on, registration.checked_by = clock.today(), by
    registration.save(update_fields=["checked_on", "checked_by"])


def record_hours(*, therapist: Therapist, day: date, kind: str, hours: float) -> Hours:
    """Note time spent on one kind of work. Raises ValidationError for a day to come or long ago, and for the very same
    entry once more (a double click)."""
    today = clock.today()
    if not today - timedelta(days=HOURS_BACK_DAYS) <= day <= today:
        raise ValidationError({"day": _("Choose a day in the past three months.")})
    facts = {"therapist": therapist, "day": day, "kind": kind, "minutes": round(hours * 60)}
    if Hours.objects.filter(**facts).exists():
        raise ValidationError({"hours": _("This stands here already. Was there more? Take it away and note the sum.")})
    return Hours.objects.create(**facts)


def remove_hours(*, row: Hours) -> None:
    """Take back an entry that was wrong."""
    row.delete()


def add_availability(*, therapist: Therapist, weekday: int, starts_at: time, ends_at: time) -> Availability:
    """Every week on this day, between these times. Raises ValidationError when it crosses another one."""
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The end lies before the start.")})
    crossing = therapist.availabilities.filter(weekday=weekday, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if crossing.exists():
        raise ValidationError(_("You have noted this time already."))
    return Availability.objects.create(therapist=therapist, weekday=weekday, starts_at=starts_at, ends_at=ends_at)


def remove_availability(*, row: Availability) -> None:
    """These times do not hold any more; sessions that stand keep standing until the planner moves them."""
    row.delete()


def add_absence(*, therapist: Therapist, since: date, until: date) -> Absence:
    """Away on these days, both included. Why is not asked; the same days twice are noted once."""
    if until < since:
        raise ValidationError({"until": _("The last day lies before the first day.")})
    if until < clock.today():
        raise ValidationError({"until": _("These days have passed.")})
    same = therapist.absences.filter(since=since, until=until).first()
    return same or Absence.objects.create(therapist=therapist, since=since, until=until)


def remove_absence(*, row: Absence) -> None:
    """Not away after all."""
    row.delete()
