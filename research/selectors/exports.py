"""Which projects and data sets somebody may see."""

from django.conf import settings
from django.db.models import QuerySet

from centre.models import User
from research.models import ResearchExport, ResearchProject
from research.states import ExportState

TONES = {
    ExportState.REQUESTED: "neutral",
    ExportState.APPROVED: "info",
    ExportState.BUILDING: "info",
    ExportState.READY: "good",
    ExportState.REFUSED: "warn",
    ExportState.FAILED: "bad",
}


def projects_of(user: User) -> QuerySet[ResearchProject]:
    return ResearchProject.objects.of_researcher(user).for_list()


def exports_of(user: User) -> QuerySet[ResearchExport]:
    """The researcher's own data sets, with whether something overtook them since."""
    return ResearchExport.objects.of_researcher(user).with_withdrawals().for_list()


def exports_in(project: ResearchProject) -> QuerySet[ResearchExport]:
    return project.exports.with_withdrawals().for_list()


def all_projects() -> QuerySet[ResearchProject]:
    """For the privacy officer: what waits for a decision first."""
    return ResearchProject.objects.select_related("researcher", "decided_by").order_by(
        "is_approved", "-asked_at", "-pk"
    )


def waiting_requests() -> QuerySet[ResearchExport]:
    """Data sets of which the key waits for a second person, oldest first."""
    return ResearchExport.objects.waiting().select_related("project__researcher", "asked_by").order_by("asked_at", "pk")


def copies_to_remove(user: User | None = None) -> QuerySet[ResearchExport]:
    """Handed out, overtaken since, and the recipient has not said yet that the copies are gone."""
    rows = ResearchExport.objects.filter(state=ExportState.READY, deleted_at=None)
    rows = (rows.of_researcher(user) if user else rows).with_withdrawals().filter(is_overtaken=True)
    return rows.select_related("project__researcher").order_by("frozen_at", "pk")


def terms() -> dict:
    """The centre's settings about data sets, for every page that explains them."""
    return settings.RESEARCH_TERMS
