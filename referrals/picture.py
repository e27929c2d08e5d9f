"""The chain as a picture: the family in the middle, everybody involved on both sides. Pure geometry, no database.

Lines say in which directions may be spoken: unbroken for both, dashed for one, dotted for neither. The table below the
picture says the same in words.
"""

from dataclasses import dataclass
from textwrap import wrap

#: Picture points: the whole width, the size of a box, how far boxes of one side lie apart, the circle of the family.
WIDTH, BOX_WIDTH, BOX_HEIGHT, STEP, CIRCLE = 640, 208, 68, 88, 46
EDGE = 8
#: Letters in a line of a box, and lines of a name.
LETTERS, LINES = 24, 2


@dataclass(frozen=True)
class Spot:
    """One professional. `names`: lines of the name; `dash`: pattern of the line; `box_x`, `box_y`: the upper left."""

    names: tuple[str, ...]
    domain: str
    dash: str
    box_x: int
    box_y: int

    @property
    def x(self) -> int:
        return self.box_x + BOX_WIDTH // 2

    @property
    def line_x(self) -> int:
        """Where the line from the family ends: the near side of the box."""
        return self.box_x + BOX_WIDTH if self.box_x < WIDTH // 2 else self.box_x

    @property
    def line_y(self) -> int:
        return self.box_y + BOX_HEIGHT // 2


def dash_of(directions: set[str]) -> str:
    """Pattern of a line by the directions that may be used."""
    return {2: "", 1: "9 6"}.get(len(directions), "2 7")


def spots(links: list[tuple[str, str, set[str]]], middle: int) -> list[Spot]:
    """Places for [(name, domain, directions)], left and right in turn; each side lies around the height `middle`."""
    found = []
    for side, box_x in ((links[::2], EDGE), (links[1::2], WIDTH - EDGE - BOX_WIDTH)):
        first = middle - (len(side) * STEP - (STEP - BOX_HEIGHT)) // 2
        for number, (name, domain, directions) in enumerate(side):
            names = tuple(wrap(name, LETTERS, max_lines=LINES, placeholder=" …"))
            found.append(Spot(names, domain, dash_of(directions), box_x, first + number * STEP))
    return found


def drawing(links) -> dict:
    """Context of the picture for the links that run today; each has `directions`. Nobody involved: nothing to draw."""
    running = [link for link in links if link.until is None]
    rows = (len(running) + 1) // 2
    middle = max(rows * STEP // 2, CIRCLE) + EDGE
    return {
        "spots": spots([(link.name, link.get_domain_display(), link.directions) for link in running], middle),
        "width": WIDTH, "height": 2 * middle, "middle_x": WIDTH // 2, "middle_y": middle, "circle": CIRCLE,
        "box_width": BOX_WIDTH, "box_height": BOX_HEIGHT,
    }  # fmt: skip
