"""Versions of the checklist of contraindications and its rules; a decision names the version it was taken with."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from centre import clock
from intake import criteria_texts
from intake.criteria import VERSION, Criteria

#: What is wrong in a document, in words.
FLAWS = {
    "shape": _("The document needs two lists"),
    "size": _("A list is empty or too long"),
    "key": _("A line needs a key of small letters and a text of at most 300 characters"),
    "twice": _("This key stands here twice"),
    "taken": _("This key belongs to another question"),
    "outcome": _("This rule leads to an advice that does not exist"),
    "conditions": _("This rule has a condition that can never be asked"),
    "idle": _("No rule looks at this line"),
}


class CriteriaVersion(models.Model):
    """One version: a document as intake/criteria_texts.py describes it. Never changed; a next one follows."""

    version = models.SlugField(_("version"), max_length=20, unique=True)
    document = models.JSONField(_("checklist and rules"))
    #: False: the centre's own list, until the official one is known.
    is_official = models.BooleanField(_("this is the official list"), default=False)
    published_on = models.DateField(_("in force from"), default=clock.today)

    class Meta:
        verbose_name = _("version of the checklist")
        verbose_name_plural = _("versions of the checklist")
        ordering = ["-published_on", "-pk"]
        indexes = [models.Index(fields=["-published_on", "-id"], name="criteria_in_force")]

    def __str__(self):
        return self.version

    def clean(self):
        """Raises ValidationError beside the field."""
        if self.version == VERSION:
            raise ValidationError({"version": _("This version exists already.")})
        if found := criteria_texts.flaws(self.document):
            raise ValidationError({"document": [f"{FLAWS[kind]}: {where}" for kind, where in found[:10]]})

    @property
    def criteria(self) -> Criteria:
        return criteria_texts.read(self.version, self.document)
