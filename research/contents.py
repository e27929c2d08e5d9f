"""A report in words: one list of figures and tables, made from the frozen numbers; page, PDF and CSV all print these."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from centre.models import Case
from research.figures import FLOW, HIDDEN, REFERRERS, UNDECIDED, WAITS

#: In the place of a number that does not exist.
NOTHING = "–"
#: Agreed for mental health care (Treeknormen), shown for comparison: weeks to the intake, to the start, in all.
NORM_WEEKS = {"to_intake": 4, "to_start": 10, "total": 14}

TITLES: dict[str, str | Promise] = {
    "requests": gettext_lazy("Requests"),
    "indicated": gettext_lazy("Assessed"),
    "waiting": gettext_lazy("Waiting time"),
    "started": gettext_lazy("Started"),
    "finished": gettext_lazy("Finished"),
    "stopped": gettext_lazy("Stopped early"),
    "satisfaction": gettext_lazy("Satisfaction"),
    "goals": gettext_lazy("Goals reached"),
    "came_back": gettext_lazy("Came back"),
}
DEFINITIONS: dict[str, str | Promise] = {
    "requests": gettext_lazy("Trajectories for which a request came in during the period."),
    "indicated": gettext_lazy(
        "Trajectories of which the assessment was approved by a second professional in the period."
    ),
    "waiting": gettext_lazy(
        "Days from the moment both parents applied until the first session, for trajectories that started in the period. "
        "Days in which a permission was missing count."
    ),
    "started": gettext_lazy("Trajectories of which the group began in the period."),
    "finished": gettext_lazy("Trajectories of which the group was completed in the period."),
    "stopped": gettext_lazy(
        "Trajectories that ended in the period before the group was completed, as a share of all that ended in it."
    ),
    "satisfaction": gettext_lazy(
        "Parents who gave the help a 7 or higher after the last session, as a share of the parents who answered."
    ),
    "goals": gettext_lazy(
        "The share of agreed goals that were reached. How goals are recorded is still to be determined."
    ),
    "came_back": gettext_lazy(
        "Requests in the period of a family or child that had been here before, as a share of all requests."
    ),
}
UNITS = {
    "trajectories": gettext_lazy("Trajectories"),
    "couples": gettext_lazy("Couples"),
    "parents": gettext_lazy("Parents"),
    "children": gettext_lazy("Children"),
}
WAIT_TITLES = {
    "to_intake": gettext_lazy("Application to assessment"),
    "to_start": gettext_lazy("Assessment to start"),
    "total": gettext_lazy("Application to start"),
}
CHECK_TITLES = {
    "sum": gettext_lazy("All parts together are the total"),
    "one_end": gettext_lazy("No trajectory both finished and stopped"),
    "ends_have_starts": gettext_lazy("Whatever ended had started"),
    "running": gettext_lazy("What is running equals the seats in running groups"),
    "order": gettext_lazy("All dates are in order"),
}


@dataclass(frozen=True)
class Figure:
    """One of the nine numbers with its own explanation."""

    key: str
    title: str
    value: str
    note: str
    numerator: str
    denominator: str
    definition: str


@dataclass(frozen=True)
class Table:
    """`rows`: first the label, then a text per column."""

    key: str
    title: str
    unit: str
    definition: str
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Report:
    """Everything that a reader of the report sees, in words."""

    figures: list[Figure]
    tables: list[Table]
    checks: list[tuple[str, str]]
    #: The moment up to which the data was read.
    cut_off: datetime


def report(frozen: dict) -> Report:
    """The whole report in the reader's language, from frozen numbers only."""
    tables = [_throughput(frozen), _inflow(frozen), _waiting(frozen), _attendance(frozen), _response(frozen)]
    tables += [_changes(frozen)] if frozen["scales"] else []
    checks = [
        (str(CHECK_TITLES[name]), _("correct") if holds else _("check failed"))
        for name, holds in frozen["checks"].items()
    ]
    cut_off = timezone.localtime(datetime.fromisoformat(frozen["cut_off"]))
    return Report(figures=_figures(frozen), tables=tables, checks=checks, cut_off=cut_off)


def as_csv(frozen: dict) -> str:
    """The same texts as the page, one number per line; a first sign that a spreadsheet would obey gets a quote."""
    made, out = report(frozen), io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([pgettext("of a report", "Part"), _("Row"), _("Measure"), _("Number")])
    for figure in made.figures:
        for label, text in (
            (_("value"), figure.value),
            (_("note"), figure.note),
            (_("numerator"), figure.numerator),
            (_("denominator"), figure.denominator),
        ):
            writer.writerow(map(_harmless, (_("Key figures"), figure.title, label, text)))
    for table in made.tables:
        for label, *texts in table.rows:
            for column, text in zip(table.columns, texts, strict=True):
                writer.writerow(map(_harmless, (table.title, label, column, text)))
    for label, verdict in made.checks:
        writer.writerow(map(_harmless, (_("Checks"), label, "", verdict)))
    return out.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _text(value) -> str:
    return _("to be determined") if value == UNDECIDED else str(value)


def _share(value) -> str:
    return HIDDEN if value == HIDDEN else f"{value}%"


def _figures(frozen: dict) -> list[Figure]:
    cells, shares, wait = frozen["cells"], frozen["shares"], frozen["waits"]["total"]
    flow = {name: cells[f"{name}.trajectories"] for name in FLOW}
    satisfied = _share(shares["satisfied"]), _("of the parents who answered")
    if cells["satisfaction.asked"] == 0:
        satisfied = NOTHING, _("nobody was asked")
    #: key → value, note, numerator, denominator.
    numbers = {
        **{
            name: (_text(flow[name]), "", flow[name], None) for name in ("requests", "indicated", "started", "finished")
        },
        "waiting": (
            _days(wait["median"]),
            _("median; 90%% within %(p90)s") % {"p90": _days(wait["p90"])},
            wait["count"],
            None,
        ),
        "stopped": (_text(flow["stopped"]), _of_all(shares["stopped"]), flow["stopped"], cells["ended.trajectories"]),
        "satisfaction": (*satisfied, cells["satisfaction.satisfied"], cells["satisfaction.answered"]),
        "goals": (NOTHING, _text(frozen["goals"]), frozen["goals"], frozen["goals"]),
        "came_back": (_text(cells["came_back"]), _of_all(shares["came_back"]), cells["came_back"], flow["requests"]),
    }
    return [
        Figure(
            key=key,
            title=str(title),
            value=numbers[key][0],
            note=numbers[key][1],
            numerator=_text(numbers[key][2]),
            denominator=_("not applicable") if numbers[key][3] is None else _text(numbers[key][3]),
            definition=str(DEFINITIONS[key]),
        )
        for key, title in TITLES.items()
    ]


def _of_all(share) -> str:
    return "" if share == HIDDEN else f"{share}%"


def _days(number) -> str:
    return HIDDEN if number == HIDDEN else _("%(number)s days") % {"number": number}


def _table(key: str, title: str, unit: str, definition: str, columns: list, rows: list) -> Table:
    return Table(
        key=key,
        title=title,
        unit=unit,
        definition=definition,
        columns=[str(column) for column in columns],
        rows=[[str(cell) for cell in row] for row in rows],
    )


def _throughput(frozen: dict) -> Table:
    rows = [[TITLES[name], *(frozen["cells"][f"{name}.{unit}"] for unit in UNITS)] for name in FLOW]
    return _table(
        "throughput", _("Throughput"), _("side by side, never added up"),
        _("A couple is two parents. Children count in the municipality where they were registered on the day of the request."),
        list(UNITS.values()), rows,
    )  # fmt: skip


def _inflow(frozen: dict) -> Table:
    labels = dict(Case._meta.get_field("entered_via").choices)
    rows = [[labels[name], frozen["cells"][f"referrer.{name}"]] for name in REFERRERS]
    rows = [row for row in rows if row[1] != 0] + [[pgettext("sum", "Total"), frozen["cells"]["requests.trajectories"]]]
    return _table(
        "inflow", _("Who referred"), _("unit: trajectories"), _("By whom the requests of the period came in."),
        [_("Requests")], rows,
    )  # fmt: skip


def _waiting(frozen: dict) -> Table:
    rows = []
    for name in WAITS:
        wait, weeks = frozen["waits"][name], _("%(number)s weeks") % {"number": NORM_WEEKS[name]}
        rows.append([WAIT_TITLES[name], wait["count"], _days(wait["median"]), _days(wait["p90"]), weeks])
    return _table(
        "waiting", _("Waiting times"), _("unit: trajectories"),
        _("Gross: days in which a permission was missing count. The norm is the agreement for mental health care, for comparison."),
        [_("Trajectories"), _("Median"), _("90% within"), _("Norm")], rows,
    )  # fmt: skip


def _attendance(frozen: dict) -> Table:
    marks = {"present": _("present"), "excused": _("absent with notice"), "absent": _("absent without notice")}
    marks["all"] = pgettext("sum", "Total")
    rows = [
        [label, *(frozen["cells"][f"attendance.{who}.{mark}"] for mark in marks)]
        for who, label in (("parents", UNITS["parents"]), ("children", UNITS["children"]))
    ]
    return _table(
        "attendance", _("Attendance"), _("unit: person times session"),
        _("Marks of the roll calls in the period; coming late counts as present."), list(marks.values()), rows,
    )  # fmt: skip


def _response(frozen: dict) -> Table:
    cells = frozen["cells"]
    labels = {
        "asked": _("asked"), "answered": _("answered"), "satisfied": _("7 or higher"), "less": _("lower than 7"),
    }  # fmt: skip
    return _table(
        "satisfaction", _("Satisfaction"), _("unit: parents"),
        _("Each parent is asked after the last session, also after stopping early."),
        list(labels.values()), [[UNITS["parents"], *(cells[f"satisfaction.{name}"] for name in labels)]],
    )  # fmt: skip


def _changes(frozen: dict) -> Table:
    kinds = {
        "better": _("better"),
        "same": _("no reliable change"),
        "worse": _("worse"),
        "all": pgettext("sum", "Total"),
    }
    rows = [
        [title, *(frozen["cells"][f"change.{scale}.{kind}"] for kind in kinds)]
        for scale, title in frozen["scales"].items()
    ]
    return _table(
        "change", _("Change from before the start until after the last session"), _("unit: persons who filled in both"),
        _("Reliable change (Jacobson and Truax): more than chance alone explains. There is no comparison group, so this does not prove an effect."),
        list(kinds.values()), rows,
    )  # fmt: skip
