"""Note on which days a location is closed, and take that back."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre import clock
from centre.models import User
from groups.models import Closure
from therapists.models import Practice

#: A location that is closed longer than this is no location for groups any more.
LONGEST_DAYS = 366


@transaction.atomic
def close_location(*, practice: Practice, starts_on: date, ends_on: date, reason: str, by: User) -> Closure:
    """From now on no series has a date on these days; the same twice is the same as once.

    Sessions that were planned on them stay until somebody moves them. Raises ValidationError by field for an end before the
    start, days that are over, too many days, and days that were noted already.
    """
    _check(starts_on, ends_on)
    # One at a time per location: two coordinators may note the same days.
    Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    known = practice.closures.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if known and (known.starts_on, known.ends_on, known.reason) == (starts_on, ends_on, reason):
        return known
    if known:
        facts = {"first": date_format(known.starts_on), "last": date_format(known.ends_on), "reason": known.reason}
        text = _("This location is closed already from %(first)s up to and including %(last)s (%(reason)s).") % facts
        raise ValidationError({"starts_on": text})
    return Closure.objects.create(practice=practice, starts_on=starts_on, ends_on=ends_on, reason=reason, set_by=by)


def open_location(*, closure: Closure) -> None:
    """These days are open again for series to come; twice is the same as once."""
    Closure.objects.filter(pk=closure.pk).delete()


def _check(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day cannot be before the first day.")})
    if ends_on < clock.today():
        raise ValidationError({"ends_on": _("These days are over.")})
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise ValidationError({"ends_on": _("A location is closed for a year at most.")})
