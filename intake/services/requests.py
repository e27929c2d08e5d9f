"""Asking for help without an account: begin, keep page by page, send a link, send in."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from centre import clock
from centre.services.address_mail import queue_mail
from centre.services.people import digest
from intake import early, matching, routing
from intake.models import HelpRequest, MatchTrace

#: How long the mailed link opens the request, in days.
LINK_DAYS = 14
#: Nobody fills in three pages faster than this (seconds): a program does.
HUMAN_SECONDS = 8
PAGES = frozenset({"children", "you", "other"})
#: Beside the pages: children as somebody was typing them when one more row was asked for.
TYPED = "typed"


class RequestExpired(Exception):
    """The link's end date has passed; views answer 410."""


class StalePage(Exception):
    """This page was answered elsewhere in the meantime. `stored`: the answers as they are kept now."""

    def __init__(self, stored: dict, revision: int):
        self.stored, self.revision = stored, revision
        super().__init__("saved elsewhere")


class TooFast(Exception):
    """Sent faster than a person can type; nothing is lost and sending again works."""


def begin_request() -> tuple[HelpRequest, str]:
    """An empty request and the secret that opens it; only its digest is kept."""
    token = secrets.token_urlsafe(24)
    expires = clock.now() + timedelta(days=LINK_DAYS)
    return HelpRequest.objects.create(token_digest=digest(token), expires_at=expires), token


def find_request(token: str) -> HelpRequest | None:
    """The request that a secret opens, or None. Raises RequestExpired after the stated date, sent in or not."""
    row = HelpRequest.objects.filter(token_digest=digest(token)).first() if token else None
    if row and row.expires_at <= clock.now():
        raise RequestExpired
    return row


def keep_answers(*, request: HelpRequest, step: str, answers: dict, revision: int) -> None:
    """Keep one page; a request that was sent does not change any more. `revision`: the one the page was made with.

    Sending the same page twice is harmless. Raises StalePage when the page was answered elsewhere since.
    """
    for _attempt in range(3):
        stored = request.answers.get(step)
        if request.sent_at is not None or stored == answers:
            return
        if request.saved.get(step, 0) > revision:
            raise StalePage(stored, request.revision)
        number = request.revision + 1
        rows = HelpRequest.objects.filter(pk=request.pk, revision=request.revision, sent_at=None)
        told = {key: value for key, value in request.answers.items() if key != TYPED}
        fields = {"answers": {**told, step: answers}, "saved": {**request.saved, step: number}}
        done = rows.update(revision=number, **fields)
        request.refresh_from_db()
        if done:
            return
    raise StalePage(request.answers.get(step, {}), request.revision)


def keep_typed(*, request: HelpRequest, typed: list[dict]) -> None:
    """Keep what stands in the rows of children, right or wrong, until the page is saved; the newest counts."""
    with transaction.atomic():
        row = HelpRequest.objects.select_for_update().get(pk=request.pk)
        if row.sent_at is None:
            row.answers = {**row.answers, TYPED: typed}
            row.save(update_fields=["answers"])


def mail_link(*, request: HelpRequest, token: str, email: str) -> None:
    """Mail the link with its end date; the mail says nothing about the subject."""
    context = {
        "subject": _("Your link"),
        "url": f"{settings.BASE_URL}/aanmelden/verder/{token}/",
        "until": request.expires_at,
        "link_label": _("Go on"),
    }
    _mail("help_link", context, email)


@transaction.atomic
def send_request(*, request: HelpRequest) -> HelpRequest:
    """Send it in; twice is the same as once. The first rule that fits decides which region looks at it.

    Raises ValidationError when a page is missing, TooFast.
    """
    row = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if row.sent_at:
        return row
    if not set(row.answers) >= PAGES:
        raise ValidationError(_("Not every page has been filled in yet."))
    if clock.now() - row.created_at < timedelta(seconds=HUMAN_SECONDS):
        raise TooFast
    chosen = routing.route([child["town"] for child in row.answers["children"]["rows"]])
    row.sent_at, row.region, row.routed_by = clock.now(), chosen.region, chosen.rule
    row.is_unsafe = early.UNSAFE in early.remarks("you", row.answers, today=clock.today())
    row.answers = {page: told for page, told in row.answers.items() if page in PAGES}
    row.save(update_fields=["sent_at", "region", "routed_by", "is_unsafe", "answers"])
    leave_traces(request=row)
    context = {"subject": _("Received"), "reference": row.reference}
    _mail("help_received", context, row.answers["you"]["email"])
    return row


def leave_traces(*, request: HelpRequest) -> None:
    """Keyed digests of what the request declares, so that another one of the same family can be found."""
    rows = [MatchTrace(request=request, kind=kind, digest=trace) for kind, trace in matching.traces_of(request.answers)]
    MatchTrace.objects.bulk_create(rows, ignore_conflicts=True)


def _mail(name: str, context: dict, email: str) -> None:
    text, html = (render_to_string(f"mail/{name}.{kind}", context) for kind in ("txt", "html"))
    queue_mail(address=email, subject=context["subject"], text=text, html=html)
