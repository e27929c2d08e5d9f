"""What courts decided, as it stands in this room (centre/court_register.py): tracks that a court set out."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from centre.court_register import Line
from centre.models import Case
from referrals.models import CourtTrack


def decisions_of(case: Case) -> list[Line]:
    """What the court asks of this trajectory, until its pro-forma date."""
    rows = CourtTrack.objects.filter(case=case).order_by("-pro_forma_on", "-pk")
    return [
        Line(
            what=_("trajectory that a court asks for"),
            number=row.case_number,
            court=row.court,
            about=_("all children, both parents"),
            since=row.hearing_on or row.pro_forma_on,
            until=row.reported_on or row.pro_forma_on,
            effect=row.goals,
            place=_("Who is involved"),
        )
        for row in rows
    ]


def resting_on(case: Case) -> Iterator[tuple[int, str]]:
    """Nothing of this room rests on a decision that stands elsewhere."""
    yield from ()


def meetings_of(case: Case) -> list:
    """No meetings here."""
    return []
