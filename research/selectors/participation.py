"""Who of one case is in research today and why not, for staff: the same rule as the data sets."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from centre.models import Case, Child
from centre.selectors import children_of
from research import inclusion
from research.inclusion import Admission
from research.selectors.extraction import admissions

WHY_NOT = {
    inclusion.PARENT: _("not both parents said yes"),
    inclusion.CHILD: _("a yes about or of the child is missing"),
    inclusion.RESISTS: _("the child does not want to"),
}


@dataclass(frozen=True)
class Line:
    """One child: in or out of research, and why."""

    child: Child
    admission: Admission

    @property
    def is_in(self) -> bool:
        return self.admission.since is not None

    @property
    def resists(self) -> bool:
        return self.admission.reason == inclusion.RESISTS

    @property
    def why_not(self) -> str:
        return str(WHY_NOT.get(self.admission.reason, ""))


def of_case(case: Case) -> dict:
    """`couple`: whether both parents said yes; `children`: a line per child, oldest first."""
    found = admissions(case)
    lines = [Line(child, found["child", child.pk]) for child in children_of(case)]
    return {"couple": found["family", 0], "children": lines}
