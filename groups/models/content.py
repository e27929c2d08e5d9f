"""What a session is about: content of the licence holder, kept beside the recipe and never in code (domain.md 2)."""

from django.db import models

from groups.models.recipe import Recipe


class SessionContent(models.Model):
    """Aim and material of one session of a recipe, for the leads. The demo holds neutral texts of our own."""

    recipe = models.ForeignKey(Recipe, models.CASCADE, related_name="contents")
    number = models.PositiveSmallIntegerField()
    aim = models.CharField(max_length=300)
    parents_do = models.TextField(blank=True, max_length=2000)
    children_do = models.TextField(blank=True, max_length=2000)
    material = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["recipe", "number"], name="one_content_per_session_and_recipe")]
