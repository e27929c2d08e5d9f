"""The public part of the register: only people who show themselves and whose certificate is valid today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch

from centre.models import Municipality
from therapists.geography import box_around, distance_km
from therapists.models import Certificate, Portrait, Practice, ProfessionalRegistration, Therapist
from therapists.selectors.spots import Spot
from therapists.standing import standing
from therapists.states import AgeGroup, Language, PublicField, Role, Standing


@dataclass(frozen=True)
class Hit:
    """One therapist who fits, at the nearest of the own locations (km; None when no place was asked)."""

    therapist_id: int
    name: str
    km: float | None = None
    place: str = ""
    practice_id: int | None = None


@dataclass(frozen=True)
class PublicCertificate:
    """A role with the state that everybody may see; `until` is empty when the rules name no end, and while a
    renewal runs."""

    role: str
    role_label: str
    state: str
    state_label: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Entry:
    """One therapist as the public sees it: no private address, no mail address.

    Name, locations and certificates always; everything else is empty unless this person chose to show it.
    """

    slug: str
    name: str
    practices: list[Practice]
    certificates: list[PublicCertificate]
    about: str = ""
    languages: list[str] = field(default_factory=list)
    ages: list[str] = field(default_factory=list)
    has_video: bool = False
    phone: str = ""
    website: str = ""
    #: When the photo was put here; None without one.
    photo: datetime | None = None
    #: [(register, number, date on which the centre looked it up)]
    registrations: list[tuple[str, str, date]] = field(default_factory=list)
    km: float | None = None


def public_hits(
    *,
    on: date,
    name: str = "",
    role: str = "",
    age: str = "",
    video: bool = False,
    spot: Spot | None = None,
    km: int | None = None,
) -> list[Hit]:
    """Everybody who fits, nearest first, then by name; one query. A spot without `km` means: in its municipality.

    Ages and video calls are found only with who chose to show them.
    """
    rows = _public_therapists(on, role)
    if name:
        rows = rows.filter(user__name__icontains=name)
    if age:
        rows = rows.filter(ages__contains=age, shown__contains=PublicField.AGES)
    if video:
        rows = rows.filter(has_video=True, shown__contains=PublicField.VIDEO)
    place = {"practices__is_active": True}
    if spot and km:
        box = box_around(spot.latitude, spot.longitude, km)
        place["practices__latitude__range"] = (box.south, box.north)
        place["practices__longitude__range"] = (box.west, box.east)
    elif spot:
        place["practices__municipality"] = spot.municipality_id
    # One filter call: all conditions speak about the same location.
    rows = rows.filter(**place)
    fields = ("pk", "user__name", "practices__latitude", "practices__longitude", "practices__place", "practices")
    best: dict[int, Hit] = {}
    for pk, called, latitude, longitude, town, practice in rows.values_list(*fields).order_by("user__name", "pk"):
        far = distance_km(spot.latitude, spot.longitude, latitude, longitude) if spot else None
        if far is not None and km and far > km:
            continue
        if pk not in best or (far is not None and far < best[pk].km):
            best[pk] = Hit(pk, called, far, town, practice if spot else None)
    return sorted(best.values(), key=lambda hit: (hit.km or 0.0, hit.name, hit.therapist_id))


def entries(hits: Sequence[Hit], *, on: date) -> list[Entry]:
    """The public cards of these hits, in their order; four queries."""
    active = Practice.objects.filter(is_active=True).select_related("organisation", "municipality__region")
    checked = ProfessionalRegistration.objects.exclude(checked_on=None)
    rows = (
        Certificate.objects.filter(therapist__in=[hit.therapist_id for hit in hits])
        .valid_on(on)
        .with_facts()
        .select_related("therapist__portrait")
        .defer("therapist__portrait__content")
        .prefetch_related(
            Prefetch("therapist__practices", active), Prefetch("therapist__registrations", checked, to_attr="checked")
        )
    )
    by_person: dict[int, list[Certificate]] = {}
    for row in rows:
        by_person.setdefault(row.therapist_id, []).append(row)
    return [_entry(by_person[hit.therapist_id], hit, on) for hit in hits if hit.therapist_id in by_person]


def public_entry(slug: str, *, on: date) -> Entry | None:
    """One person's public page, or nothing when there is none today."""
    found = _public_therapists(on).filter(slug=slug).select_related("user").first()
    return entries([Hit(found.pk, found.user.name)], on=on)[0] if found else None


def public_portrait(slug: str, *, on: date) -> bytes | None:
    """The photo of somebody who is in the public register today and shows it."""
    rows = _public_therapists(on).filter(slug=slug, shown__contains=PublicField.PHOTO)
    content = rows.filter(portrait__isnull=False).values_list("portrait__content", flat=True).first()
    return bytes(content) if content else None


def own_portrait(therapist: Therapist) -> bytes | None:
    """One's own photo, shown or not."""
    content = Portrait.objects.filter(therapist=therapist).values_list("content", flat=True).first()
    return bytes(content) if content else None


def portrait_kept_at(therapist: Therapist) -> datetime | None:
    return Portrait.objects.filter(therapist=therapist).values_list("kept_at", flat=True).first()


def public_practice(slug: str) -> Practice | None:
    rows = Practice.objects.filter(is_active=True).select_related("organisation", "municipality__region")
    return rows.filter(slug=slug).first()


def people_at(practice: Practice, *, on: date) -> list[Entry]:
    """The public therapists of one location, by name."""
    rows = _public_therapists(on).filter(practices=practice).values_list("pk", "user__name").order_by("user__name")
    return entries([Hit(pk, name, practice_id=practice.pk) for pk, name in rows], on=on)


def public_pages(on: date) -> tuple[list[str], list[str]]:
    """(slugs of people, slugs of locations) that have a public page today."""
    people = _public_therapists(on).order_by("slug").values_list("slug", flat=True)
    return list(people), list(Practice.objects.filter(is_active=True).order_by("slug").values_list("slug", flat=True))


def practices_with_people(on: date) -> Iterable[Practice]:
    """Active locations where somebody public works."""
    people = _public_therapists(on).filter(practices=OuterRef("pk"))
    return Practice.objects.filter(Exists(people), is_active=True).order_by("place", "name")


def municipality_points() -> list[tuple[float, float]]:
    """(latitude, longitude) of every municipality in Europe, for the drawn map."""
    rows = Municipality.objects.filter(latitude__gt=50, longitude__gt=3)
    return list(rows.values_list("latitude", "longitude"))


def _public_therapists(on: date, role: str = ""):
    valid = Certificate.objects.valid_on(on).filter(therapist=OuterRef("pk"))
    valid = valid.filter(role=role) if role else valid
    return Therapist.objects.filter(Exists(valid), is_public=True)


def _entry(certificates: list[Certificate], hit: Hit, on: date) -> Entry:
    therapist = certificates[0].therapist
    return Entry(
        slug=therapist.slug,
        name=therapist.user.name,
        # The location that fits the search comes first; the others keep their order.
        practices=sorted(therapist.practices.all(), key=lambda practice: practice.pk != hit.practice_id),
        certificates=[_public_certificate(row, on) for row in certificates],
        km=hit.km,
        **_chosen(therapist),
    )


def _chosen(therapist: Therapist) -> dict:
    """What this person chose to show; a field that was not chosen does not leave this function."""
    languages, ages = dict(Language.choices), dict(AgeGroup.choices)
    told = {
        PublicField.ABOUT: ("about", therapist.about),
        PublicField.LANGUAGES: (
            "languages", [str(languages[code]) for code in therapist.language_codes if code in languages]
        ),
        PublicField.AGES: ("ages", [str(label) for code, label in ages.items() if code in therapist.ages.split(",")]),
        PublicField.VIDEO: ("has_video", therapist.has_video),
        PublicField.PHOTO: ("photo", getattr(getattr(therapist, "portrait", None), "kept_at", None)),
        PublicField.PHONE: ("phone", therapist.phone),
        PublicField.WEBSITE: ("website", therapist.website),
        PublicField.REGISTRATION: (
            "registrations", [(row.get_register_display(), row.number, row.checked_on) for row in therapist.checked]
        ),
    }  # fmt: skip
    return dict(told[shown] for shown in PublicField if therapist.shows(shown))


def _public_certificate(row: Certificate, on: date) -> PublicCertificate:
    """To the public a certificate that will end is simply valid until its date, and in renewal until the decision."""
    state = standing(row.facts, on)
    shown = state if state == Standing.RENEWAL_RUNNING else Standing.CERTIFIED
    until = None if shown == Standing.RENEWAL_RUNNING else row.valid_until
    return PublicCertificate(row.role, Role(row.role).label, shown.value, shown.label, row.granted_on, until)
