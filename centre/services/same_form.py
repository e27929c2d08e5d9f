"""A form carries a key of its own (`once`), so that sending it twice writes once; this tells a second sending from another."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _


def require_same(row: Model, **facts) -> None:
    """The row of this key holds these facts. Raises ValidationError when other facts were written with the key before.

    Silence would drop what was typed now: with the key of a page that was kept open, about somebody else for instance.
    """
    if any(getattr(row, name) != fact for name, fact in facts.items()):
        raise ValidationError(
            _(
                "This page was sent before, with something else in it; that stays as it was. Open the page again to add this."
            )
        )
