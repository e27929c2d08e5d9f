"""How families fared after an advice: protected figures, frozen once per quarter (features.md N3)."""

from django.db import models

from centre import clock
from centre.fields import EncryptedJSONField


class LearningTable(models.Model):
    """The figures of one quarter. Never built again: a page of the same quarter always shows the same numbers."""

    #: First day of the quarter in which the figures are shown; they rest on what was measured before that day.
    quarter = models.DateField(unique=True)
    made_at = models.DateTimeField(default=clock.now)
    #: {profile: {families, lines: [...]}}, protected; see research/learning.py.
    figures = models.JSONField(default=dict)
    #: {profile: [case numbers]}: who stands behind a shown figure, only to see when enough others have joined.
    behind = EncryptedJSONField(default=dict)

    class Meta:
        ordering = ["-quarter"]
