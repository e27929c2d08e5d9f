"""What is common to rows that are made in the background: a report, a data set."""

from django.db import models

from centre import clock


class MadeInBackground(models.Model):
    """How far the making is, when its builder last gave a sign of life, how often it was tried, and why it failed."""

    #: Steps done, for the progress bar; `steps`, how many in all, stands with each kind.
    step = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
