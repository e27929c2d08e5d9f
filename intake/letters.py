"""The one letter to both parents: the professional's words, then why, which help and when we look again."""

from django.utils import formats
from django.utils.translation import gettext as _

from intake.models import Indication


def letter_in_full(indication: Indication) -> str:
    """What both parents read, word for word; the second person approves exactly this."""
    parts = [indication.letter.strip()]
    if indication.outcome != Indication.Outcome.GROUP:
        day = indication.review_on and formats.date_format(indication.review_on, "j F Y")
        parts += [
            _("Why this help now: %(reason)s") % {"reason": indication.reason_for_parents.strip()},
            _("The help that we advise: %(help)s") % {"help": indication.alternative.strip()},
            _("We do not let you go. We call the new helper together with you, and hear whether the help has started."),
            _("On %(day)s we look again, with both of you, at what fits then.") % {"day": day},
        ]
    return "\n\n".join(parts)
