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


class RunState(TextChoices):
    REQUESTED = "requested", _("waiting for the composer")
    RUNNING = "running", _("composing")
    DONE = "done", _("proposal ready")
    FAILED = "failed", _("did not work")
    CANCELLED = "cancelled", _("stopped")
    ACCEPTED = "accepted", _("taken over")


R = RunState
#: Running to requested: its worker died and another takes it up.
RUN = Workflow(
    RunState,
    {
        R.REQUESTED: {R.RUNNING, R.CANCELLED, R.FAILED},
        R.RUNNING: {R.DONE, R.FAILED, R.CANCELLED, R.REQUESTED},
        R.DONE: {R.ACCEPTED},
    },
)
