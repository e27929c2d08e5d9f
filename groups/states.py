"""The life of a group as a table."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from centre.workflow import Workflow


class GroupState(TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open for seats")
    RUNNING = "running", _("running")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")


G = GroupState
GROUP = Workflow(
    GroupState,
    {
        G.PLANNED: {G.OPEN, G.CANCELLED},
        G.OPEN: {G.RUNNING, G.CANCELLED},
        G.RUNNING: {G.COMPLETED, G.CANCELLED},
    },
)


class OfferState(TextChoices):
    OPEN = "open", _("held for this couple")
    ACCEPTED = "accepted", _("both parents said yes")
    REFUSED = "refused", _("not accepted")
    LAPSED = "lapsed", _("term over")
    WITHDRAWN = "withdrawn", _("taken back by the centre")


F = OfferState
OFFER = Workflow(OfferState, {F.OPEN: {F.ACCEPTED, F.REFUSED, F.LAPSED, F.WITHDRAWN}})
