"""What each doorbell says: the portal's own words, or the centre's version of them (features.md H7)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre import clock
from centre.models import MailTemplate
from centre.models.mail import DoorbellKind as Kind
from centre.models.mail import MailRole as Role

#: Name → what it stands for; a template may use these and nothing else.
VARIABLES = {"link": _("the button to sign in, on a line of its own"), "portal": _("the name of the portal")}
VARIABLE = re.compile(r"{{\s*([^{}]*?)\s*}}")
LINK = re.compile(r"{{\s*link\s*}}")
PORTAL = "Tweehuis"

_READY = _("Something is ready for you")
_READY_CHILD = pgettext_lazy("to a child", "Something is ready for you")
#: Kind → (subject, paragraphs) for grown-ups, and for children.
GROWN_UPS = {
    Kind.MESSAGE: (_READY, [_("There is a message for you. You can read it after you sign in.")]),
    Kind.APPOINTMENT: (_("Appointment"), [_("You have an appointment soon. You can see it after you sign in.")]),
    Kind.INVITATION: (
        _READY,
        [
            _(
                "You can open your account with this link. Keep the link to yourself. You also need the code that we "
                "give you by phone or in person."
            )
        ],
    ),
    Kind.QUESTIONNAIRE: (_READY, [_("There are some questions for you. You can answer them after you sign in.")]),
    Kind.SECURITY: (
        _("Please look at your account"),
        [
            _(
                "Somebody signed in to your account on a device that we do not know yet. Was it you? Then you need not "
                "do anything."
            ),
            _("Was it not you? Sign in, sign out all other devices and choose a new password. Or call us."),
        ],
    ),
}
CHILDREN = {
    Kind.MESSAGE: (_READY_CHILD, [pgettext_lazy("to a child", "There is a message for you. Sign in to read it.")]),
    Kind.APPOINTMENT: (
        _("Appointment"),
        [pgettext_lazy("to a child", "You have an appointment soon. Sign in to see it.")],
    ),
    Kind.INVITATION: (
        _READY_CHILD,
        [
            pgettext_lazy(
                "to a child",
                "You can open your account with this link. Keep it to yourself. You also need the code that we give you.",
            )
        ],
    ),
    Kind.QUESTIONNAIRE: (
        _READY_CHILD,
        [pgettext_lazy("to a child", "There are some questions for you. Sign in to answer them.")],
    ),
    Kind.SECURITY: (
        pgettext_lazy("to a child", "Please look at your account"),
        [
            pgettext_lazy(
                "to a child", "Somebody signed in to your account on a new device. Was it you? Then all is well."
            ),
            pgettext_lazy("to a child", "Was it not you? Sign in and choose a new password. Or call us."),
        ],
    ),
}


@dataclass(frozen=True)
class Words:
    """A subject and a text with {{ variables }}, in one language. `version`: 0 for the portal's own."""

    subject: str
    text: str
    language: str
    version: int = 0


def own_words(kind: str, role: str, language: str) -> Words:
    """What the portal says by itself."""
    subject, paragraphs = (CHILDREN if role == Role.CHILD else GROWN_UPS)[Kind(kind)]
    with translation.override(language):
        return Words(str(subject), "\n\n".join([*map(str, paragraphs), "{{ link }}"]), language)


def words_for(kind: str, role: str, language: str, template: MailTemplate | None) -> Words:
    """The given version, or else the portal's own words."""
    if template is None:
        return own_words(kind, role, language)
    return Words(template.subject, template.text, language, template.version)


def templates_in_force() -> Mapping[tuple[str, str, str], MailTemplate]:
    """(kind, role, language) → the newest version that was published by now."""
    rows = MailTemplate.objects.filter(published_at__lte=clock.now()).order_by("published_at", "version")
    return {(row.kind, row.role, row.language): row for row in rows}


def render(words: Words, link: str) -> tuple[str, str, str]:
    """(subject, plain text, html) exactly as they leave."""
    parts = [
        {"is_link": bool(LINK.fullmatch(part)), "text": filled(part, link)}
        for part in re.split(r"\n\s*\n", words.text.replace("\r\n", "\n").strip())
    ]
    with translation.override(words.language):
        context = {"parts": parts, "link": link, "subject": words.subject}
        return (
            words.subject,
            render_to_string("mail/doorbell.txt", context).strip() + "\n",
            render_to_string("mail/doorbell.html", context),
        )


def filled(text: str, link: str) -> str:
    values = {"link": link, "portal": PORTAL}
    return VARIABLE.sub(lambda found: values.get(found[1], ""), text)
