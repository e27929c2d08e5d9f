"""The public part of the register: only people who show themselves and whose certificate is valid today."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch

from centre.models import Municipality, Place, PostcodeArea
from centre.reference.names import canonical, fold
from therapists.geography import box_around, distance_km
from therapists.models import Certificate, Practice, ProfessionalRegistration, Therapist
from therapists.standing import standing
from therapists.states import Language, Role, Standing

#: More places than anybody would read, enough that an exact name is among them.
MOST_PLACES = 60


@dataclass(frozen=True)
class Spot:
    """A point to search from. `key` tells places with one name apart."""

    key: str
    name: str
    latitude: float
    longitude: float
    municipality_id: int | None = None
    municipality: str = ""
    province: str = ""


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
    """A role with the state that everybody may see; `until` is empty when the rules name no end."""

    role: str
    role_label: str
    state_label: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Entry:
    """One therapist as the public sees it: no private address, no mail address."""

    slug: str
    name: str
    about: str
    languages: list[str]
    practices: list[Practice]
    certificates: list[PublicCertificate]
    #: [(register, number, date on which the centre looked it up)]
    registrations: list[tuple[str, str, date]]
    km: float | None = None


def spots_named(text: str) -> list[Spot]:
    """Places that somebody may mean: all with exactly this name, else a municipality, else names that begin so."""
    wanted = fold(canonical("place", text))
    rows = list(Place.objects.named(text).select_related("municipality")[:MOST_PLACES])
    exact = [_spot(row) for row in rows if row.folded == wanted]
    if exact:
        return exact
    return _municipality_named(text) or [_spot(row) for row in rows[:8]]


def is_postcode(text: str) -> bool:
    """Four digits, with or without the letters that stand behind them."""
    return re.fullmatch(r"\s*\d{4}\s?(?:[a-zA-Z]{2})?\s*", text) is not None


def postcode_area(text: str) -> list[Spot]:
    """The area of a typed postcode, as one spot; nothing when there is no such area."""
    row = PostcodeArea.objects.select_related("municipality").filter(code=text.strip()[:4]).first()
    return [_area_spot(row)] if row else []


def nearest_postcode_area(text: str) -> Spot | None:
    """The area that is nearest in number, for a postcode that does not exist."""
    code = text.strip()[:4]
    rows = PostcodeArea.objects.select_related("municipality")
    above, below = rows.filter(code__gt=code).first(), rows.filter(code__lt=code).last()
    found = [row for row in (above, below) if row]
    return _area_spot(min(found, key=lambda row: abs(int(row.code) - int(code)))) if found else None


def public_hits(
    *, on: date, name: str = "", role: str = "", spot: Spot | None = None, km: int | None = None
) -> list[Hit]:
    """Everybody who fits, nearest first, then by name; one query. A spot without `km` means: in its municipality."""
    rows = _public_therapists(on, role)
    if name:
        rows = rows.filter(user__name__icontains=name)
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
    labels = dict(Language.choices)
    return Entry(
        slug=therapist.slug,
        name=therapist.user.name,
        about=therapist.about,
        languages=[str(labels[code]) for code in therapist.language_codes if code in labels],
        # The location that fits the search comes first; the others keep their order.
        practices=sorted(therapist.practices.all(), key=lambda practice: practice.pk != hit.practice_id),
        certificates=[_public_certificate(row, on) for row in certificates],
        registrations=[(row.get_register_display(), row.number, row.checked_on) for row in therapist.checked],
        km=hit.km,
    )


def _public_certificate(row: Certificate, on: date) -> PublicCertificate:
    """To the public a certificate that will end is simply valid until its date."""
    state = standing(row.facts, on)
    shown = state if state == Standing.RENEWAL_RUNNING else Standing.CERTIFIED
    return PublicCertificate(row.role, Role(row.role).label, shown.label, row.granted_on, row.valid_until)


def _spot(place: Place) -> Spot:
    municipality = place.municipality
    return Spot(
        key=place.key or f"{place.folded}-{place.municipality_id}",
        name=place.name,
        latitude=place.latitude,
        longitude=place.longitude,
        municipality_id=place.municipality_id,
        municipality=municipality.name if municipality else "",
        province=municipality.province if municipality else "",
    )


def _area_spot(area: PostcodeArea) -> Spot:
    municipality = area.municipality
    return Spot(
        key=f"pc{area.code}",
        name=f"{area.code} ({area.place})",
        latitude=area.latitude,
        longitude=area.longitude,
        municipality_id=area.municipality_id,
        municipality=municipality.name if municipality else "",
        province=municipality.province if municipality else "",
    )


def _municipality_named(text: str) -> list[Spot]:
    row = Municipality.objects.filter(
        name__iexact=canonical("municipality", text.strip()), latitude__isnull=False
    ).first()
    return [Spot(f"gm{row.code}", row.name, row.latitude, row.longitude, row.pk, row.name, row.province)] if row else []
