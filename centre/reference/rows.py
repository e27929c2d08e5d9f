"""What one line of each reference file means."""

from dataclasses import dataclass
from datetime import date


class ReferenceRefused(Exception):
    """The file is not fit to load; `problems` says why, line by line."""

    def __init__(self, problems: list[str]):
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class MunicipalityRow:
    """A municipality by its four CBS digits.

    `region` is the youth care region (jeugdregio), empty when it is yet to be established; `region_checked` says how
    sure we are of it. `school_holiday_note` names the villages that follow another holiday region.
    """

    code: str
    name: str
    province: str
    region: str
    region_checked: str
    school_holiday_region: str
    school_holiday_note: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class HolidayRow:
    """A school holiday of one region (noord, midden, zuid), from Saturday to Sunday; both dates belong to it."""

    region: str
    name: str
    school_year: str
    starts_on: date
    ends_on: date
    remark: str


@dataclass(frozen=True)
class PlaceRow:
    """A town or village; `key` keeps two places of one name apart.

    `basis` says how its municipality was found: the same name, general knowledge, or the nearest known place (a guess).
    `school_holiday_region` is filled only where the place differs from its municipality.
    """

    key: str
    name: str
    municipality_code: str
    basis: str
    school_holiday_region: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True)
class PostcodeRow:
    """A postcode area; `basis` is "plaats" (the place's own point) or "naburig" (that of the nearest known area)."""

    code: str
    place: str
    municipality_code: str
    latitude: float
    longitude: float
    basis: str


@dataclass(frozen=True)
class Source:
    """Where a file came from; `sha256` is the file's fingerprint."""

    name: str
    file: str
    source: str
    licence: str
    dated: date
    sha256: str
