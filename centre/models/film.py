"""A film of the centre's own beside a public page (features.md K1)."""

from django.db import models

from centre import clock
from centre.models.user import User
from centre.references import new_reference


def film_reference() -> str:
    return new_reference("FM")


class PageFilmQuerySet(models.QuerySet):
    def shown(self):
        """Not taken off."""
        return self.filter(taken_off_at=None)


class PageFilm(models.Model):
    """A film on one public page from the moment it was added until it is taken off; one at a time.

    Always with captions (WebVTT) and with what is said and seen in writing. The film itself is a private file.
    """

    page = models.SlugField(max_length=40)
    title = models.CharField(max_length=150)
    captions = models.TextField(max_length=100_000)
    transcript = models.TextField(max_length=20_000)
    #: In bytes.
    size = models.PositiveIntegerField()
    reference = models.CharField(max_length=16, unique=True, default=film_reference, editable=False)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="page_films")
    taken_off_at = models.DateTimeField(null=True, blank=True)

    objects = PageFilmQuerySet.as_manager()

    class Meta:
        ordering = ["page", "-added_at", "-pk"]

    def __str__(self):
        return f"{self.page}: {self.title}"
