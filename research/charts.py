"""Charts of a report as SVG with drawn letters, made from the frozen numbers only; a hidden number has no bar."""

import base64
import io

from django.utils.translation import gettext as _

from research import contents
from research.figures import FLOW, HIDDEN, REFERRERS

#: The portal's own colours (static/css/tokens.css): deep teal for bars, soft ink for words.
BAR, WORDS, LINE = "#175a66", "#333333", "#bbbbbb"


def draw(frozen: dict) -> dict[str, str]:
    """{table: SVG text}; the same numbers give the same bytes."""
    cells, labels = frozen["cells"], dict(contents.Case._meta.get_field("entered_via").choices)
    inflow = [(str(labels[name]), cells[f"referrer.{name}"]) for name in REFERRERS]
    return {
        "throughput": _bars([(str(contents.TITLES[name]), cells[f"{name}.trajectories"]) for name in FLOW]),
        "inflow": _bars([row for row in inflow if row[1] != 0]),
    }


def conclusions(frozen: dict) -> dict[str, str]:
    """One sentence per chart, for everybody who does not see the picture."""
    cells = frozen["cells"]
    facts = {name: cells[f"{name}.trajectories"] for name in FLOW}
    shown = [(name, cells[f"referrer.{name}"]) for name in REFERRERS if cells[f"referrer.{name}"] not in (HIDDEN, 0)]
    labels = dict(contents.Case._meta.get_field("entered_via").choices)
    if shown:
        name, count = max(shown, key=lambda pair: pair[1])
        inflow = _("Most requests that may be shown came from: %(name)s (%(count)s).") % {
            "name": labels[name],
            "count": count,
        }
    else:
        inflow = _("The numbers per referrer are too small to show.")
    throughput = _("Requests: %(requests)s. Started: %(started)s. Finished: %(finished)s. Stopped early: %(stopped)s.")
    return {"throughput": throughput % facts, "inflow": inflow}


def as_address(svg: str) -> str:
    """A data: address, so that nothing has to be fetched."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _bars(rows: list[tuple[str, int | str]]) -> str:
    # Slow import: only the process that builds a report pays for it.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    rows = rows or [("", HIDDEN)]
    numbers = [0 if value == HIDDEN else value for _label, value in rows]
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "tweehuis", "font.size": 11}):
        figure = Figure(figsize=(5.4, 0.4 + 0.4 * len(rows)), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        axes.barh(range(len(rows)), numbers, color=BAR, height=0.62)
        axes.set_yticks(range(len(rows)), [label for label, _value in rows], color=WORDS)
        axes.invert_yaxis()
        for place, (_label, value) in enumerate(rows):
            axes.annotate(
                str(value), (numbers[place], place), (5, 0), textcoords="offset points", va="center", color=WORDS
            )
        axes.set_xlim(0, max([*numbers, 1]) * 1.12)
        axes.xaxis.set_visible(False)
        axes.tick_params(length=0)
        for side in ("top", "right", "bottom"):
            axes.spines[side].set_visible(False)
        axes.spines["left"].set_color(LINE)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return out.getvalue()
