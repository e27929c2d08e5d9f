"""With whom outside a case exchanges facts: each asked about by name (law.md R6)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.case import Case
from centre.models.family import Parent
from centre.models.organisation import Organisation
from centre.models.user import User
from centre.references import new_reference


def partner_reference() -> str:
    return new_reference("O", 10)


class SharingPartner(models.Model):
    """An organisation or professional outside, as the parents of one case are asked about it: one permission each.

    `parent`: asked of this parent alone, because it is about nobody else; the other never reads that it is there.
    """

    reference = models.CharField(max_length=16, unique=True, default=partner_reference, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="sharing_partners")
    #: Of a referral: whoever refers for it hears the stage. Empty for whom the team named.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="sharing_partners"
    )
    #: As it stands in the question, when it is no organisation of the portal.
    name = EncryptedTextField(blank=True)
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="sharing_partners")
    #: Parents read the question in the portal; otherwise staff asks it and writes the answers down.
    is_asked = models.BooleanField(default=True)
    #: Asked as well whether this partner may tell us something.
    tells_us = models.BooleanField(default=False)
    named_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="sharing_partners_named")
    named_at = models.DateTimeField(default=clock.now)
    #: The last day of the involvement: no yes counts after it.
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("partner of a case")
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation"],
                condition=Q(organisation__isnull=False),
                name="a_case_names_an_organisation_once",
            )
        ]

    def __str__(self):
        return self.organisation.name if self.organisation_id else self.name
