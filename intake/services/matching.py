"""A person's decisions about requests: open a case, add to one, put aside, same family or not; each can be undone."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.entering import take_in_hand
from centre.mailboxes import plain
from centre.models import Case, Child, Parent, SafetyEntry, User
from centre.selectors import flagged
from centre.services.cases import ChildFacts, ParentFacts, close_case, open_case_for
from centre.services.cases import open_case_again as open_new_case
from centre.services.notices import send_to_both_parents
from centre.services.people import correct_contact, invite_parent
from centre.services.safety import record_safety
from intake import matches, routing
from intake.models import Application, HelpRequest, MatchDecision, Registration, RoutingStep
from intake.services.naming import note_whom_the_sender_named, put_naming_back
from intake.services.registrations import move_registration
from intake.services.routing import lived_in
from intake.states import RegistrationState
from intake.wording import coming_back

Outcome = HelpRequest.Outcome


@transaction.atomic
def decide_match(*, request: HelpRequest, other: HelpRequest, verdict: str, by: User) -> MatchDecision:
    """Say whether two requests are of the same family. Nothing follows by itself but what the next decision does.

    Raises ValidationError for a request with itself.
    """
    if request.pk == other.pk:
        raise ValidationError(_("Choose another request."))
    one, two = _locked(request, other)
    withdraw_match(request=one, other=two, by=by)
    return MatchDecision.objects.create(one=one, two=two, verdict=verdict, decided_by=by, decided_at=clock.now())


def withdraw_match(*, request: HelpRequest, other: HelpRequest, by: User) -> int:
    """Take the word about two requests back; returns how many stood (0 or 1)."""
    one, two = sorted((request, other), key=lambda row: row.pk)
    return MatchDecision.objects.filter(one=one, two=two, undone_at=None).update(undone_by=by, undone_at=clock.now())


@transaction.atomic
def open_case_from(
    *, request: HelpRequest, by: User, twin: HelpRequest | None = None, children: list[dict] | None = None
) -> Case:
    """Staff decides that this is a new family: the case opens, in the queue of the intake, and the sender is invited.

    The case comes back with `spoken_codes`, [(parent, code)]: they are told in person and kept nowhere.

    `twin`: the request of the other parent, after a person said that both are of one family; then both senders are
    invited, each at the address that each typed for the own self. `children`: {first_name, last_name, birth_date, town}
    as staff read them with the parents, with `number` of the field when they come from a page, and `told_in`, the numbers
    of the requests that name the child; without it those of both requests. Who did not name a child does not read its
    name until papers show authority. Raises ValidationError when one was handled
    already, when a town is not known, or when no region fits.
    """
    row, *others = _open(request, *([twin] if twin else []))
    told = matches.children_told(row, *others) if children is None else children
    chosen = routing.route([child["town"] for child in told])
    region = chosen.region or row.region
    you, other = row.answers["you"], row.answers["other"]
    if others and plain(you["email"]) == plain(others[0].answers["you"]["email"]):
        # A shared mailbox: the same words as everywhere, so that nobody learns whose address it is.
        raise ValidationError(_("Both requests give the same mail address. Ask each parent for an own address."))
    second = others[0].answers["you"] if others else {**other, "email": "", "phone": ""}
    facts = _children(told, [you, second], [row, *others])
    if region is None:
        raise ValidationError(_("Nobody of us works in this town yet. Call the parent and refer to somebody near."))
    case = open_case_for(
        region=region, entered_via="parent", parents=[_facts(you), _facts(second)], children=facts, by=by
    )
    RoutingStep.objects.create(case=case, region=region, rule=row.routed_by or chosen.rule, fact=chosen.fact, by=by)
    take_in_hand(case)
    parents = {(parent.contact or {}).get("email"): parent for parent in case.family.parents.all()}
    case.spoken_codes = []
    for sent in [row, *others]:
        parent = parents[sent.answers["you"]["email"].lower()]
        case.spoken_codes.append((parent, invite_parent(parent=parent, by=by)))
        _handle(sent, Outcome.OPENED, by, case=case, parent=parent)
    return case


@transaction.atomic
def attach_to_case(
    *, request: HelpRequest, case: Case, by: User, parent: Parent | None = None, named: Iterable[Child] = ()
) -> str:
    """Staff decides that this belongs to a case that is open already; returns the code for who was invited, or "".

    `parent`: the person in that case who sent it; somebody without an account is invited at the address that the
    sender typed for the own self. Children whom such a sender does not name are no longer shown to this parent, and
    those that are named are; `named`: whom the sender named to staff as well. Raises ValidationError when handled already or when the address is of the other.
    """
    [row] = _open(request)
    if case.closed_on:
        raise ValidationError(_("This case is closed. Open a new one for this family."))
    became, code = None, ""
    if parent is not None:
        note_whom_the_sender_named(row, case, parent, named)
    if parent is not None and parent.user_id is None:
        code = _invite_sender(row, parent, by)
        became = parent
    _handle(row, Outcome.ATTACHED, by, case=case, parent=became)
    return code


@transaction.atomic
def open_case_again(*, request: HelpRequest, case: Case, by: User, parent: Parent) -> Case:
    """A family comes back: a new case beside the closed one, for the same people with the same files.

    `parent`: the sender, invited when without an account. The case comes back with `spoken_codes`, [(parent, code)].
    A flag that was up at the end is up at the beginning. Both parents who have an account read the same at the same
    moment; nobody does while the flag is up: then staff calls first.
    Raises ValidationError when the request was handled already or a case of this family is open.
    """
    [row] = _open(request)
    was_flagged = flagged(Case.objects.filter(pk=case.pk)).get().is_flagged
    chosen = routing.route_places(lived_in(case))
    region = chosen.region or case.region
    made = open_new_case(family=case.family, region=region, entered_via="parent", by=by)
    RoutingStep.objects.create(case=made, region=region, rule=chosen.rule, fact=chosen.fact, by=by)
    take_in_hand(made)
    made.spoken_codes = [(parent, _invite_sender(row, parent, by))] if parent.user_id is None else []
    if was_flagged and not row.is_unsafe:
        text = _("The flag was up when the earlier case %(reference)s was closed.") % {"reference": case.reference}
        record_safety(case=made, kind=SafetyEntry.Kind.FLAG_SET, text=text, by=by)
    elif not row.is_unsafe:
        sending = f"again:{made.pk}"
        send_to_both_parents(
            case=made, subject=_("We begin again with you"), text=coming_back(), by=by, sending=sending
        )
    _handle(row, Outcome.OPENED, by, case=made, parent=parent if made.spoken_codes else None)
    return made


def _invite_sender(row: HelpRequest, parent: Parent, by: User) -> str:
    """At the address that the sender typed for the own self; returns the spoken code."""
    you = row.answers["you"]
    correct_contact(parent=parent, contact={"phone": you["phone"], "email": you["email"].lower()}, by=by)
    return invite_parent(parent=parent, by=by)


@transaction.atomic
def dismiss_request(*, request: HelpRequest, reason: str, by: User) -> None:
    """Put a double, an empty or an abusive request aside, with the reason. Raises ValidationError."""
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why: a colleague may have to explain it.")})
    [row] = _open(request)
    _handle(row, Outcome.DISMISSED, by, reason=reason)


@transaction.atomic
def reopen_request(*, request: HelpRequest, by: User) -> None:
    """Undo a decision: the request waits again; an invitation that it made works no more, an empty case closes.
    Which children a parent reads of is as it was before.

    With the case that it opened every other request that was put with it waits again.

    Raises ValidationError when somebody acts on it already: an account in use, an application begun.
    """
    row = HelpRequest.objects.get(pk=request.pk)
    is_opening = row.outcome == Outcome.OPENED
    together = _locked(*(HelpRequest.objects.filter(case=row.case) if is_opening else [row]))
    if any(each.handled_at is None for each in together) or row not in together:
        raise ValidationError(_("This request is still open."))
    # A family that came back was here before this request: only an invitation that it made itself is taken back.
    is_first = is_opening and not row.case.family.cases.exclude(pk=row.case_id).exists()
    invited = list(row.case.family.parents.select_related("user")) if is_first else [row.parent] * bool(row.parent)
    if any(parent.user and parent.user.has_usable_password() for parent in invited):
        raise ValidationError(_("This parent uses the account already. Talk with your privacy officer."))
    if is_opening and Application.objects.filter(case=row.case).exists():
        raise ValidationError(_("A parent began an application in this case already."))
    for parent in invited:
        _take_the_invitation_back(parent)
    if is_opening:
        waits = Registration.objects.filter(case=row.case, state=RegistrationState.WAITING).first()
        if waits:
            # What happened stays written; nobody waits for anything here any more.
            move_registration(registration=waits, to=RegistrationState.LAPSED, by=by, reason=_("opened by mistake"))
        close_case(case=row.case, reason="opened by mistake", by=by)
    put_naming_back(together)
    for each in together:
        each.case = each.parent = each.handled_by = each.handled_at = None
        each.outcome = each.reason = ""
        each.save(update_fields=["case", "parent", "handled_by", "handled_at", "outcome", "reason"])


def _take_the_invitation_back(parent: Parent) -> None:
    user = parent.user
    if user and not Parent.objects.filter(user=user).exclude(pk=parent.pk).exists():
        user.invitations.filter(used_at=None).update(expires_at=clock.now())
    parent.user, parent.contact = None, {"email": ""}
    parent.save(update_fields=["user", "contact"])


def _facts(told: dict) -> ParentFacts:
    contact = {"phone": told["phone"]} if told["phone"] else {}
    return ParentFacts(told["first_name"], told["last_name"], told["email"], contact=contact)


def _children(told: list[dict], parents: list[dict], requests: list[HelpRequest]) -> list[ChildFacts]:
    """`requests`: of one or both of the parents, in their order; a lone sender speaks of the children of both."""
    facts, errors = [], {}
    said = {i for i, each in enumerate(parents) if _says_to_hold(each)}
    # Neither parent's name goes first: staff reads the name of the child with the parents.
    both = " - ".join(sorted({each["last_name"] for each in parents}))
    for place, child in enumerate(told):
        municipality = routing.locate(child["town"]).municipality
        if municipality is None:
            # The field of this child: others may have been left out before it.
            errors[f"child_{child.get('number', place)}_town"] = _(
                "We do not know this town or postcode. Try the municipality."
            )
            continue
        born = date.fromisoformat(child["birth_date"])
        name = child["first_name"], child["last_name"] or both
        told_in = child.get("told_in", [sent.reference for sent in requests])
        unnamed = {i for i, sent in enumerate(requests) if sent.reference not in told_in}
        stand = {"holders": said - unnamed, "unclear": {*range(len(parents))} - said - unnamed, "unnamed": unnamed}
        facts.append(ChildFacts(*name, born, municipality, **{key: tuple(sorted(who)) for key, who in stand.items()}))
    if errors:
        raise ValidationError(errors)
    return facts


def _says_to_hold(told: dict) -> bool:
    """Somebody's plain word about the own authority; what one parent says of the other counts for nothing."""
    return told.get("relation") == "parent" and told.get("authority") == "yes"


def _locked(*requests: HelpRequest) -> list[HelpRequest]:
    """The rows under lock, the lowest key first: two people who come from both sides wait for each other in one order."""
    wanted = {request.pk for request in requests}
    return list(HelpRequest.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


def _open(*requests: HelpRequest) -> list[HelpRequest]:
    """The rows under lock, in the order asked. Raises ValidationError when one was handled meanwhile."""
    rows = {row.pk: row for row in _locked(*requests)}
    if any(row.handled_at for row in rows.values()):
        raise ValidationError(_("Somebody has handled this request already."))
    return [rows[request.pk] for request in requests]


def _handle(row: HelpRequest, outcome: str, by: User, **facts) -> None:
    if row.is_unsafe and facts.get("case"):
        _raise_the_flag(row, facts["case"], by)
    if facts.get("parent"):
        _keep_when_to_call(row, facts["parent"])
    row.handled_by, row.handled_at, row.outcome = by, clock.now(), outcome
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=["handled_by", "handled_at", "outcome", *facts])


def _raise_the_flag(row: HelpRequest, case: Case, by: User) -> None:
    """Whoever said in the request that it is not safe is not asked twice: the case begins with the flag up (features D1)."""
    text = _("Request for help %(reference)s: the sender answered that it is not safe now.")
    record_safety(case=case, kind=SafetyEntry.Kind.FLAG_SET, text=text % {"reference": row.reference}, by=by)


def _keep_when_to_call(row: HelpRequest, parent: Parent) -> None:
    """What the sender wrote about calling safely stands on the own card, which staff reads before calling."""
    note = row.answers["other"].get("note", "")
    if note and not parent.safe_contact_note:
        parent.safe_contact_note = note
        parent.save(update_fields=["safe_contact_note"])
