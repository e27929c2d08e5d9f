"""The doors: objects of people are fetched here and nowhere else; the answer is 404 for missing and forbidden alike.

A door fetches through the one definition of visibility (`visible_to`), writes who looked, and hands out the object.
Through a door by GET is a look, by POST a change, unless the view says what else it is (`action`).
Every branch is one condition on one line, so that coverage proves each of them.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Case as Choice
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, When
from django.http import Http404, HttpRequest

from centre.audiences import Audience
from centre.fields import blind_index
from centre.models import AccessLog, CareRelation, Case, Child, Dossier, Message, Parent
from centre.models.access_log import BESIDE
from centre.models.family import chosen_first
from centre.selectors import flag_is_up, flagged

Action = AccessLog.Action
#: In the session of a parent: the reference of the family about which is read now.
FAMILY = "family"
#: How somebody names a row in an address, and what of it is kept when it was asked in vain: nothing else that was typed.
NAMES, REFERENCE = ("reference", "number", "pk"), re.compile(r"[A-Z]{1,3}-[A-Z0-9]{1,16}|[0-9]{1,7}(?![0-9])")

#: Who reads the safety flag beside a name (features.md D2); families, referrers and researchers never do (law.md R54).
READS_FLAG = frozenset({Audience.THERAPIST, Audience.COORDINATOR})


def open_case(request: HttpRequest, reference: str, *, purpose: str, action: str = "") -> Case:
    """A case that this member of staff works on, with `is_flagged`. Raises Http404."""
    rows = flagged(Case.objects.visible_to(request.user).with_stage()).select_related("family", "region")
    relation = _relations_of(request.user).filter(case=OuterRef("pk"))
    rows = rows.annotate(
        own_kind=Subquery(relation.values("kind")[:1]), own_until=Subquery(relation.values("until")[:1])
    )
    case = _fetch(request, rows, {"reference": reference}, label="case", purpose=purpose)
    show_flag(request, is_up=case.is_flagged)
    log(request, action=action, label="case", purpose=purpose, case=case, ground=_ground(request, case))
    return case


def open_dossier(
    request: HttpRequest, reference: str, *, purpose: str, case: Case | None = None, action: str = ""
) -> Dossier:
    """A person's dossier, for staff through a case, for a person the own one. Raises Http404.

    `case`: an opened case; then only dossiers of people in that case are found.
    """
    rows = Dossier.objects.own(request.user) if _as_family(request) else Dossier.objects.of_staff(request.user)
    if case is not None:
        rows = rows.of_case(case)
    rows = rows.select_related("parent__family", "child")
    dossier = _fetch(request, rows, {"reference": reference}, label="dossier", purpose=purpose)
    ground = getattr(request, "ground", "") if case is not None else ""
    log(request, action=action, label="dossier", purpose=purpose, dossier=dossier, case=case, ground=ground)
    return dossier


def open_own_parent(request: HttpRequest, *, purpose: str, label: str = "dossier", action: str = "") -> Parent:
    """The signed-in parent's own row (of the family that was chosen, else the newest), with `.case` and `.dossier` set.

    Who has two ex-partners has two rows; `request.own_rows` tells every page how many. Raises Http404.
    """
    request.user.reads_about = request.session.get(FAMILY, "")
    rows = Dossier.objects.filter(kind=Dossier.Kind.PARENT, parent__user=request.user).select_related("parent__family")
    own = list(rows.order_by(*chosen_first(request.user, "parent__family")))
    if not own:
        raise Http404
    dossier, request.own_rows = own[0], len(own)
    parent = dossier.parent
    parent.dossier = dossier
    parent.case = Case.objects.filter(family=parent.family).with_stage().order_by("-opened_on", "-pk").first()
    log(request, action=action, label=label, purpose=purpose, case=None, dossier=parent.dossier, ground="own")
    return parent


def open_own_child(request: HttpRequest, *, purpose: str, label: str = "dossier", action: str = "") -> Child:
    """The signed-in child's own row, with `.dossier` set. Raises Http404."""
    dossier = Dossier.objects.filter(kind=Dossier.Kind.CHILD, child__user=request.user).select_related("child").first()
    if dossier is None:
        raise Http404
    child = dossier.child
    child.dossier = dossier
    log(request, action=action, label=label, purpose=purpose, case=None, dossier=dossier, ground="own")
    return child


def open_own_message(request: HttpRequest, reference: str) -> Message:
    """A message in the signed-in person's own box. Raises Http404."""
    rows = Message.objects.filter(recipient=request.user)
    message = _fetch(request, rows, {"reference": reference}, label="message", purpose="read")
    log(request, action=Action.VIEW, label="message", purpose="read", dossier_id=message.dossier_id, ground="own")
    return message


def open_row(
    request: HttpRequest,
    rows: QuerySet,
    *,
    label: str,
    purpose: str,
    action: str = "",
    under_code_name: bool = False,
    **lookup,
) -> Model:
    """Any other object of people: `rows` must already be narrowed by its own `visible_to(user)`. Raises Http404.

    The log names the row's `case`, `case_id` or `dossier` when it has one. `under_code_name`: the reader does not know
    whose it is, so the safety flag of its case is not shown.
    """
    if not under_code_name:
        rows = _with_flag(request, rows)
    row = _fetch(request, rows, lookup, label=label, purpose=purpose)
    show_flag(request, is_up=getattr(row, "flag_of_case", False))
    links = {name: getattr(row, name, None) for name in ("case_id", "dossier_id")}
    if label == "case":
        links["case_id"] = row.pk
    log(request, action=action, label=label, purpose=purpose, **links)
    return row


def show_flag(request: HttpRequest, *, is_up: bool) -> None:
    """The page that follows is about a family with the safety flag up: the layouts show it, to who reads it."""
    if is_up and getattr(request, "audience", "") in READS_FLAG:
        request.shows_flag = True


def _with_flag(request: HttpRequest, rows: QuerySet) -> QuerySet:
    """The flag of the case of each row, in the same question to the database; other rows and readers unchanged."""
    if getattr(request, "audience", "") not in READS_FLAG:
        return rows
    if rows.model is Case:
        return rows.annotate(flag_of_case=flag_is_up("pk"))
    fields = {field.name: field.related_model for field in rows.model._meta.concrete_fields}
    return rows.annotate(flag_of_case=flag_is_up("case")) if fields.get("case") is Case else rows


def dossier_of_child() -> Subquery:
    """For the log: the dossier of the child in a row."""
    return Subquery(Dossier.objects.filter(kind=Dossier.Kind.CHILD, child=OuterRef("pk")).values("pk")[:1])


def dossier_of_user(field: str) -> Subquery:
    """For the log: the dossier of the parent or child with this account; none of anybody else."""
    own = Q(parent__user=OuterRef(field)) | Q(child__user=OuterRef(field))
    return Subquery(Dossier.objects.filter(own).order_by("-pk").values("pk")[:1])


def log_list(request: HttpRequest, *, label: str, purpose: str = "", action: str = Action.LIST) -> None:
    """Say that somebody looked at a list or searched; the rows' names are not kept."""
    log(request, action=action, label=label, purpose=purpose)


def log(request: HttpRequest, *, action: str, label: str, purpose: str = "", ground: str = "", **links) -> AccessLog:
    """One row. `action`: "" reads the deed from the request. `links`: case, dossier, case_id, dossier_id, succeeded.

    Of a page that is only read all rows are written together at its end; what changes something is written first.
    """
    user = request.user if request.user.is_authenticated else None
    audience = getattr(request, "audience", "") or ""
    look = AccessLog(
        actor=user,
        audience=audience,
        organisation=_organisation(user, audience),
        action=action or _deed(request),
        label=label,
        purpose=purpose,
        ground=ground,
        request_id=getattr(request, "request_id", ""),
        **links,
    )
    if hasattr(request, "looks"):
        request.looks.append(look)
    else:
        look.save()
    return look


def refusal(request: HttpRequest, *, label: str, **facts) -> Http404:
    """To be raised: 404, with a row of the log that keeps what was asked (`log_refusal`)."""
    log_refusal(request, label=label, **facts)
    return Http404()


def log_refusal(
    request: HttpRequest, *, label: str, purpose: str = "", asked: Iterable = (), secret: str = "", **links
) -> None:
    """A row that keeps which references were asked in vain, also of somebody who did not sign in.

    `secret`: a token of a link, of which a short keyed digest is kept: enough to see that two refusals asked the same.
    """
    kept = [found.group() for value in asked if (found := REFERENCE.match(str(value)))]
    if secret:
        kept.append(f"#{blind_index(secret, purpose='asked')[:10]}")
    purpose = BESIDE.join(filter(None, [purpose, " ".join(kept)]))[:80]
    log(request, action=Action.DENIED, label=label, purpose=purpose, succeeded=False, **links)


def write_looks(request: HttpRequest) -> None:
    """Write what this request looked at, all at once: before its page is handed out (middleware.py)."""
    if len(request.looks) == 1:
        # The usual case: one statement, without a transaction around it.
        request.looks[0].save()
    else:
        AccessLog.objects.bulk_create(request.looks)
    request.looks.clear()


def _deed(request: HttpRequest) -> str:
    """Who sends something came to change, not to read; the log keeps the two apart (law.md R44)."""
    return Action.CHANGE if request.method == "POST" else Action.VIEW


def ground_for(user, case: Case) -> str:
    """The relation that opens this case for this user; a coordinator's region is the ground without one."""
    return _relation_for(user, case)[0]


def _ground(request: HttpRequest, case: Case) -> str:
    """The same, kept for the dossiers of this case; in an emergency the page says until when (break_glass.html)."""
    ground, until = _relation_for(request.user, case)
    request.ground = ground
    if ground == CareRelation.Kind.EMERGENCY:
        request.break_glass_until = until
    return ground


def _relation_for(user, case: Case) -> tuple[str, datetime | None]:
    if hasattr(case, "own_kind"):
        found = (case.own_kind, case.own_until)
    else:
        found = _relations_of(user).filter(case=case).values_list("kind", "until").first() or (None, None)
    return found if found[0] else ("region" if user.is_in(Audience.COORDINATOR) else "", None)


def _relations_of(user) -> QuerySet[CareRelation]:
    """Relations of today on which opening a case can rest; an ordinary one goes before an emergency."""
    emergency = When(kind=CareRelation.Kind.EMERGENCY, then=1)
    rows = CareRelation.objects.active().filter(user=user).exclude(kind=CareRelation.Kind.READER)
    return rows.order_by(Choice(emergency, default=0), "pk")


def _fetch(request: HttpRequest, rows: QuerySet, lookup: Mapping, *, label: str, purpose: str) -> Model:
    row = rows.filter(**lookup).first()
    if row is None:
        asked = [value for name, value in lookup.items() if name.split("__")[-1] in NAMES]
        raise refusal(request, label=label, purpose=purpose, asked=asked)
    return row


def _as_family(request: HttpRequest) -> bool:
    return getattr(request, "audience", None) in (Audience.PARENT, Audience.CHILD)


def organisation_of(request: HttpRequest) -> str:
    """The name of the organisation for which somebody is in this street; empty without one."""
    return _organisation(request.user, request.audience)


def _organisation(user, audience: str) -> str:
    if user is None:
        return ""
    names = (m.organisation.name for m in user.current_memberships if m.audience == audience and m.organisation)
    return next(names, "")
