"""Public pages in dated editions: what a page said on a day stays readable (features.md K1, N9)."""

from django.db import models

from centre import clock
from centre.models.user import User


class PageEdition(models.Model):
    """The text of one public page from one moment on. Never changed; a newer edition replaces it on the page.

    `page` is the last part of its address under /uitleg/. `text` is plain: a line that begins with "## " is a heading,
    "- " an item, "1. " a step, an empty line ends a paragraph. Editions without an author were read from the page file.
    """

    page = models.SlugField(max_length=40)
    title = models.CharField(max_length=150)
    lead = models.CharField(max_length=500, blank=True)
    text = models.TextField(max_length=20_000)
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="page_editions")

    class Meta:
        ordering = ["page", "-published_at", "-pk"]
        indexes = [models.Index(fields=["page", "-published_at"], name="edition_page_moment")]

    def __str__(self):
        return f"{self.page} ({self.published_at:%d-%m-%Y})"
