"""What is not in order in a group that is planned, open or running, in words for the team."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre import authority_papers, clock
from groups.models import Group, KeptApart, Session
from groups.season_facts import ARRIVALS_APART
from groups.selectors.dates import closed_between, closed_reason
from groups.states import GroupState
from therapists.states import Role

if TYPE_CHECKING:
    from groups.selectors.sheets import GroupSheet


def roles_of(group: Group) -> list[str]:
    """The roles that a group needs: a group for parents only has no child therapists."""
    return [role for role in Role.values if group.with_children or role == Role.PARENT_LEAD]


def missing_leads(group: Group) -> list[int]:
    """Numbers of the sessions to come in which a track has too few leads."""
    ahead = group.sessions.standing().filter(ends_at__gt=clock.now())
    counts = {f"n_{role}": Count("leads", filter=Q(leads__role=role)) for role in roles_of(group)}
    short = Q()
    for name in counts:
        short |= Q(**{f"{name}__lt": group.leads_per_track})
    return list(ahead.annotate(**counts).filter(short).order_by("number").values_list("number", flat=True))


def warnings_of(sheet: "GroupSheet") -> Iterator[str]:
    """Team, certificates, gaps, permissions and holidays of the sessions to come."""
    group = sheet.group
    if group.state in (GroupState.COMPLETED, GroupState.CANCELLED):
        return
    ahead = [row for row in sheet.sessions if not row.cancelled_at and not row.is_over]
    for row in ahead:
        per_role = Counter(lead.role for lead in row.team)
        if any(per_role[role] < group.leads_per_track for role in roles_of(group)):
            yield _("Session %(number)s: the team is not complete.") % {"number": row.number}
    yield from _certificate_warnings(ahead)
    for one, two in zip(ahead, ahead[1:], strict=False):
        if (two.on - one.on).days > 28:
            facts = {"one": one.number, "two": two.number, "days": (two.on - one.on).days}
            yield _("Between session %(one)s and %(two)s lie %(days)s days.") % facts
    for seat in sheet.seats:
        if seat.placement and not seat.couple.may_take_part:
            facts = {"names": seat.couple.names, "date": date_format(seat.couple.missing_on()[0], "j F Y")}
            yield _("%(names)s: a permission is not complete on %(date)s.") % facts
    yield from _apart_warnings(sheet)
    yield from _authority_warnings(sheet)
    yield from _holiday_warnings(sheet, ahead)


def _apart_warnings(sheet: "GroupSheet"):
    """Parents who were marked as kept apart after they got their seat (features.md D8), and too many of them at one door."""
    names = {seat.couple.case_id: seat.couple.names for seat in sheet.seats if seat.placement}
    rows = dict(KeptApart.objects.filter(case__in=names, ended_at=None).values_list("case", "together_at"))
    for case in sorted(pk for pk, at in rows.items() if at is None):
        text = _("%(names)s are kept apart. Write down why they can take part in one group, or end their place.")
        yield text % {"names": names[case]}
    if len(rows) > ARRIVALS_APART:
        text = _("%(count)s couples are kept apart; the location can separate the arrivals of %(most)s.")
        yield text % {"count": len(rows), "most": ARRIVALS_APART}


def _authority_warnings(sheet: "GroupSheet"):
    """Before the start: about whose authority papers have to be looked at first (law.md R10)."""
    if sheet.group.state == GroupState.RUNNING or not sheet.group.with_children:
        return
    couples = {seat.couple.case_id: seat.couple.names for seat in sheet.seats if seat.couple}
    by_why: dict[str, list[str]] = {}
    for case, whys in authority_papers.again(couples).items() if couples else ():
        for why in whys:
            by_why.setdefault(why, []).append(couples[case])
    words = {
        "procedure": _("A procedure about authority runs. Check it again before the start: %(names)s."),
        "old": _("The papers about authority are old. Look at them before the start: %(names)s."),
        "unseen": _("Nobody has seen papers about authority yet: %(names)s."),
    }
    for why in authority_papers.WHYS:
        if why in by_why:
            yield words[why] % {"names": "; ".join(sorted(by_why[why]))}


def _certificate_warnings(ahead: list[Session]):
    """Judged on each session's own date, also when it changed after the planning (features.md F6)."""
    wrong: dict[str, list[str]] = {}
    for row in ahead:
        for lead in row.team:
            if not lead.is_valid:
                wrong.setdefault(lead.name, []).append(str(row.number))
    for name, numbers in sorted(wrong.items()):
        facts = {"name": name, "numbers": ", ".join(numbers)}
        yield _("%(name)s: the certificate does not count on the date of session %(numbers)s.") % facts


def _holiday_warnings(sheet: "GroupSheet", ahead: list[Session]):
    """A child from another holiday region may be away (law.md R80)."""
    regions: dict[str, set[str]] = {}
    for seat in sheet.seats:
        for child in seat.couple.children if seat.couple else ():
            regions.setdefault(child.holiday_region, set()).add(seat.couple.names)
    if not ahead:
        return
    here = sheet.group.practice.municipality.school_holiday_region
    periods, own = closed_between(sheet.group.practice, {*regions, here}, ahead[0].on, ahead[-1].on)
    for row in ahead:
        # The school holidays of families are named below, with whose they are.
        if reason := closed_reason(row.on, here, [] if here in regions else periods, own):
            yield _("Session %(number)s is on a closed day: %(reason)s.") % {"number": row.number, "reason": reason}
    for period in periods:
        if period.region not in regions:
            continue
        for row in ahead:
            if period.starts_on <= row.on <= period.ends_on:
                facts = {
                    "number": row.number,
                    "holiday": f"{period.name} {period.region}",
                    "names": ", ".join(sorted(regions[period.region])),
                }
                yield _("Session %(number)s falls in %(holiday)s: %(names)s.") % facts
