"""Locations where groups meet: keep what the public reads of them up to date."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from centre import clock
from centre.models import PostcodeArea
from therapists.models import Practice, Room


@transaction.atomic
def keep_location(
    *,
    practice: Practice | None = None,
    rooms: list[str] = (),
    latitude: float | None = None,
    longitude: float | None = None,
    waiting_weeks: int | None = None,
    **facts,
) -> Practice:
    """Make or change a location. A waiting time is a statement of today. Raises ValidationError by field."""
    same = Practice.objects.filter(name=facts["name"], street=facts["street"], postcode=facts["postcode"])
    if same.exclude(pk=practice and practice.pk).exists():
        raise ValidationError({"name": _("There is a location with this name at this address already.")})
    row = practice or Practice(slug=_free_slug(facts["name"]))
    for name, value in facts.items():
        setattr(row, name, value)
    if latitude is None or longitude is None:
        latitude, longitude = _point(row)
    row.latitude, row.longitude = latitude, longitude
    row.waiting_weeks, row.waiting_as_of = waiting_weeks, clock.today() if waiting_weeks is not None else None
    row.save()
    for name in rooms:
        Room.objects.get_or_create(practice=row, name=name)
    return row


def _point(row: Practice) -> tuple[float, float]:
    area = PostcodeArea.objects.filter(code=row.postcode[:4]).first()
    point = area or row.municipality
    if point.latitude is None:
        raise ValidationError({"latitude": _("We do not know this postcode area: fill in the point on the map.")})
    return point.latitude, point.longitude


def _free_slug(name: str) -> str:
    base = slugify(name)[:100] or "locatie"
    taken = set(Practice.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
