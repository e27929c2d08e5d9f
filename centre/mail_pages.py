"""What the pages about wording show: every doorbell with its version, and one mail exactly as it would leave."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from centre import mail_words
from centre.models import MailTemplate, Organisation, User
from centre.models.mail import DoorbellKind, MailRole

CENTRE = Organisation.Kind.CENTRE
#: What stands where the real link will be.
SAMPLE_PATH = "/start/"


@dataclass(frozen=True)
class Preview:
    """One mail as it leaves: headers, plain text, and which version it is (0: the portal's own words)."""

    sender: str
    subject: str
    text: str
    version: int


def may_edit(user: User) -> bool:
    """The wording is the whole centre's: coordinators who work for the centre itself."""
    return any(
        hat.audience == "coordinator" and hat.organisation is not None and hat.organisation.kind == CENTRE
        for hat in user.current_memberships
    )


def preview_of(words: mail_words.Words) -> Preview:
    subject, text, _html = mail_words.render(words, settings.BASE_URL.rstrip("/") + SAMPLE_PATH)
    return Preview(settings.DEFAULT_FROM_EMAIL, subject, text, words.version)


def preview(kind: str, role: str, language: str) -> Preview:
    """The mail that this role would get now."""
    return preview_of(mail_words.words_for(kind, role, language, current(kind, role, language)))


def current(kind: str, role: str, language: str) -> MailTemplate | None:
    return mail_words.templates_in_force().get((kind, role, language))


def every_doorbell() -> list[dict]:
    """One line per kind, with a cell per role and language: which version is in force since when."""
    force = mail_words.templates_in_force()
    return [
        {
            "kind": kind,
            "cells": [
                {"role": role, "language": language, "template": force.get((kind.value, role.value, language))}
                for role in MailRole
                for language, _name in settings.LANGUAGES
            ],
        }
        for kind in DoorbellKind
    ]


def versions(kind: str, role: str, language: str) -> QuerySet[MailTemplate]:
    rows = MailTemplate.objects.filter(kind=kind, role=role, language=language).select_related("made_by")
    return rows.order_by("-version")
