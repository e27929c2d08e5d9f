"""Asking for help without an account: begin, keep, send a link, send in, and the decision that staff takes."""

import secrets
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Child, Municipality, Place, User
from centre.services.cases import ChildFacts, ParentFacts, open_case_for
from centre.services.people import digest, invite_parent
from intake.models import HelpRequest

#: How long the mailed link opens the request, in days.
LINK_DAYS = 14


class RequestExpired(Exception):
    """The link's end date has passed; views answer 410."""


def begin_request() -> tuple[HelpRequest, str]:
    """An empty request and the secret that opens it; only its digest is kept."""
    token = secrets.token_urlsafe(24)
    expires = clock.now() + timedelta(days=LINK_DAYS)
    return HelpRequest.objects.create(token_digest=digest(token), expires_at=expires), token


def find_request(token: str) -> HelpRequest | None:
    """The request that a secret opens, or None. Raises RequestExpired after the stated date."""
    row = HelpRequest.objects.filter(token_digest=digest(token)).first() if token else None
    if row and row.sent_at is None and row.expires_at <= clock.now():
        raise RequestExpired
    return row


def keep_answers(*, request: HelpRequest, step: str, answers: dict) -> None:
    """Keep one page; a request that was sent does not change any more."""
    if request.sent_at is None:
        request.answers = {**request.answers, step: answers}
        request.save(update_fields=["answers"])


def mail_link(*, request: HelpRequest, token: str, email: str) -> None:
    """Mail the link with its end date; the mail says nothing about the subject."""
    context = {
        "subject": _("Your link"),
        "url": f"{settings.BASE_URL}/aanmelden/verder/{token}/",
        "until": request.expires_at,
        "link_label": _("Go on"),
    }
    text, html = (render_to_string(f"mail/help_link.{kind}", context) for kind in ("txt", "html"))
    send_mail(context["subject"], text, settings.DEFAULT_FROM_EMAIL, [email], html_message=html)


@transaction.atomic
def send_request(*, request: HelpRequest) -> HelpRequest:
    """Send it in; twice is the same as once. The first child's town decides which region looks at it.

    Raises ValidationError when a page is missing.
    """
    row = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if row.sent_at:
        return row
    if not {"children", "you", "other"} <= set(row.answers):
        raise ValidationError(_("Not every page has been filled in yet."))
    municipality = municipality_of(row.answers["children"]["rows"][0]["town"])
    row.sent_at, row.region = clock.now(), municipality.region if municipality else None
    row.save(update_fields=["sent_at", "region"])
    return row


def municipality_of(town: str) -> Municipality | None:
    """The municipality of a town, or None when nobody knows it."""
    place = Place.objects.named(town).select_related("municipality__region").first()
    if place and place.municipality:
        return place.municipality
    return Municipality.objects.select_related("region").filter(name__iexact=town.strip()).first()


@transaction.atomic
def open_case_from(*, request: HelpRequest, by: User) -> Case:
    """Staff decides that this is a new family: the case opens and the sender is invited.

    Raises ValidationError when it was handled already or the town is unknown.
    """
    row = HelpRequest.objects.select_for_update().get(pk=request.pk)
    _refuse_a_handled(row)
    you, other = row.answers["you"], row.answers["other"]
    parents = [
        ParentFacts(you["first_name"], you["last_name"], you["email"], contact={"phone": you["phone"]}),
        ParentFacts(other["first_name"], other["last_name"], other.get("email", "")),
    ]
    case = open_case_for(
        region=row.region, entered_via="parent", parents=parents, children=_children(row, you["last_name"]), by=by
    )
    sender = next(parent for parent in case.family.parents.all() if parent.contact["email"] == you["email"].lower())
    invite_parent(parent=sender, by=by)
    _handle(row, case, by)
    return case


@transaction.atomic
def attach_to_case(*, request: HelpRequest, case: Case, by: User) -> None:
    """Staff decides that this belongs to a case that is open already. Raises ValidationError when handled already."""
    row = HelpRequest.objects.select_for_update().get(pk=request.pk)
    _refuse_a_handled(row)
    _handle(row, case, by)


def _children(row: HelpRequest, last_name: str) -> list[ChildFacts]:
    facts = []
    for child in row.answers["children"]["rows"]:
        municipality = municipality_of(child["town"])
        if municipality is None:
            raise ValidationError(
                _("The town of %(name)s is not known. Call the parent.") % {"name": child["first_name"]}
            )
        born = date.fromisoformat(child["birth_date"])
        facts.append(ChildFacts(child["first_name"], last_name, born, municipality, Child.Gender.OTHER))
    return facts


def _refuse_a_handled(row: HelpRequest) -> None:
    if row.handled_at:
        raise ValidationError(_("Somebody has handled this request already."))


def _handle(row: HelpRequest, case: Case, by: User) -> None:
    row.case, row.handled_by, row.handled_at = case, by, clock.now()
    row.save(update_fields=["case", "handled_by", "handled_at"])
