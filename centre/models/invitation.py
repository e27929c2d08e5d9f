"""An invitation to make an account: a link by mail and a code that staff gives in person or by phone."""

from django.db import models

from centre import clock
from centre.models.user import User


class Invitation(models.Model):
    """Bound to one person; only digests are kept, so that nobody with the database can use it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    #: Empty for staff, whose second factor follows at once.
    code_digest = models.CharField(max_length=64, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="invitations_made")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    failed_attempts = models.PositiveSmallIntegerField(default=0)
