"""The referrer's side: write page by page, send, answer, withdraw."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import Audience
from centre.models import Membership, Municipality, Organisation, Region, User
from centre.services.notices import send_message
from centre.workflow import IllegalMove
from referrals.models import FamilyTrace, Referral, ReferralStep
from referrals.services.hooks import queue_news
from referrals.states import EDITABLE, REFERRAL, ReferralState
from referrals.traces import digests_heard

Kind = ReferralStep.Kind
#: Steps of the centre → the stage that an organisation's own system hears of, in the words of the interface.
NEWS = {
    Kind.RECEIVED: "ontvangen",
    Kind.RETURNED: "teruggestuurd",
    Kind.ACCEPTED: "aangenomen",
    Kind.DECLINED: "afgewezen",
}


class NotEditable(Exception):
    """The referral was sent meanwhile, for example from another tab: the answers stand."""


@transaction.atomic
def start_referral(*, ticket: uuid.UUID, organisation: Organisation, parents: list[dict], by: User) -> Referral:
    """Make a draft with its two parents, once per ticket. Raises NotEditable when the ticket is taken or was sent."""
    referral, made = Referral.objects.get_or_create(
        ticket=ticket, defaults={"organisation": organisation, "submitted_by": by, "created_at": clock.now()}
    )
    if made:
        note_step(referral=referral, kind=Kind.DRAFTED, by=by)
    if referral.submitted_by_id != by.pk or referral.state != ReferralState.DRAFT:
        raise NotEditable
    save_parents(referral=referral, parents=parents)
    referral.refresh_from_db()
    return referral


@transaction.atomic
def save_parents(*, referral: Referral, parents: list[dict]) -> None:
    """Keep the two parents as stated: {first_name, last_name, email, phone}. Raises NotEditable."""
    row = _editable(referral)
    row.stated = {**row.stated, "parents": parents}
    row.save(update_fields=["stated"])


@transaction.atomic
def save_children(*, referral: Referral, children: list[dict]) -> None:
    """Keep the children as stated; the first one's municipality decides the region. Raises NotEditable.

    A child: {first_name, last_name, birth_date (ISO text), gender, municipality (CBS code)}. Raises ValidationError
    when no region of the centre covers that municipality.
    """
    row = _editable(referral)
    row.stated = {**row.stated, "children": children}
    row.municipality, row.region = place_of(children, row.organisation)
    row.save(update_fields=["stated", "municipality", "region"])


@transaction.atomic
def save_question(
    *,
    referral: Referral,
    question: str,
    ground: str,
    ground_explained: str,
    shown_to: str = Referral.ShownTo.DESK,
) -> None:
    """Keep the question, on which ground the details are shared and who may read the words (law.md R12).

    Raises NotEditable, or ValidationError by field.
    """
    row = _editable(referral)
    check_ground(ground, ground_explained)
    row.question, row.ground, row.ground_explained = question, ground, ground_explained
    row.shown_to = shown_to
    row.save(update_fields=["question", "ground", "ground_explained", "shown_to"])


@transaction.atomic
def submit_referral(*, referral: Referral, by: User) -> None:
    """Send a draft to the centre, by somebody who said not to know this family privately; twice is the same as once.

    Raises ValidationError when a page is not filled in, IllegalMove when it was decided or withdrawn.
    """
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    if row.state == ReferralState.SUBMITTED:
        return
    if row.state == ReferralState.RETURNED:
        raise ValidationError(_("Answer the question of the centre first."))
    _send(row, by=by, kind=Kind.SENT)


@transaction.atomic
def answer_and_resend(*, referral: Referral, answer: str, by: User) -> None:
    """Answer what the centre asked and send again, likewise; a second click changes nothing.

    Raises ValidationError when a page is not filled in, IllegalMove when there is no open question.
    """
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    if row.state == ReferralState.SUBMITTED and row.steps.filter(kind=Kind.ANSWERED).exists():
        return
    if row.state != ReferralState.RETURNED:
        raise IllegalMove("ReferralState", row.state, ReferralState.SUBMITTED)
    _send(row, by=by, kind=Kind.ANSWERED, text=answer)


@transaction.atomic
def withdraw_referral(*, referral: Referral, by: User, reason: str = "") -> None:
    """Take it back before the centre decided; twice is the same as once. Raises IllegalMove after a decision."""
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    if row.state == ReferralState.WITHDRAWN:
        return
    REFERRAL.move(row, ReferralState.WITHDRAWN)
    note_step(referral=row, kind=Kind.WITHDRAWN, by=by, text=reason)


@transaction.atomic
def leave_to_colleague(*, referral: Referral, by: User) -> list[User]:
    """Somebody knows this family privately: from now on it is shut for this person, and a colleague goes on with it.

    Returns the colleagues who were told. Raises NotEditable.
    """
    row = _editable(referral)
    if not row.steps.filter(kind=Kind.TIED, by=by).exists():
        note_step(referral=row, kind=Kind.TIED, by=by)
    hats = Membership.objects.active().filter(audience=Audience.REFERRER, organisation=row.organisation)
    tied = row.steps.filter(kind=Kind.TIED).values("by")
    colleagues = list(
        User.objects.filter(pk__in=hats.values("user"), is_active=True).exclude(pk__in=tied).order_by("pk")
    )
    text = _(
        "Referral %(reference)s waits for somebody to go on with it. Who began it leaves it to a colleague. You find it "
        "under My referrals."
    ) % {"reference": row.reference}
    # Once per person who left it: a second click tells nobody anything again.
    sending = f"referral-left:{row.reference}:{by.pk}"
    for colleague in colleagues:
        subject = _("A referral waits for a colleague")
        send_message(recipient=colleague, subject=subject, text=text, by=by, sending=sending)
    return colleagues


def missing_parts(referral: Referral) -> list[str]:
    """Which pages still need an answer: parents, children, question."""
    stated = referral.stated or {}
    parts = {
        "parents": len(stated.get("parents", ())) == 2,
        "children": bool(stated.get("children")) and referral.region_id is not None,
        "question": bool(referral.question and referral.ground)
        and (referral.ground == Referral.Ground.CONSENT or bool(referral.ground_explained)),
    }
    return [name for name, there in parts.items() if not there]


def place_of(children: list[dict], organisation: Organisation) -> tuple[Municipality, Region]:
    """Where the first child is registered, and which region works there. Raises ValidationError without a region."""
    municipality = Municipality.objects.select_related("region").get(code=children[0]["municipality"])
    region = municipality.region or organisation.region
    if region is None:
        raise ValidationError(_("%(place)s does not belong to one of our regions yet.") % {"place": municipality})
    return municipality, region


def check_ground(ground: str, explained: str) -> None:
    """Without both parents' yes there is an explanation. Raises ValidationError by field."""
    if ground != Referral.Ground.CONSENT and not explained.strip():
        raise ValidationError(
            {"ground_explained": _("Explain why you may share these details without both parents' yes.")}
        )


def note_step(*, referral: Referral, kind: str, by: User, text: str = "") -> ReferralStep:
    """Add a line to the referral's own history; what the centre did is news for the organisation's own system."""
    step = ReferralStep.objects.create(referral=referral, kind=kind, by=by, text=text, at=clock.now())
    if kind in NEWS:
        queue_news(referral=referral, stage=NEWS[kind], key=f"step:{step.pk}", at=step.at)
    return step


def _send(row: Referral, *, by: User, kind: str, text: str = "") -> None:
    if missing_parts(row):
        raise ValidationError(_("Some pages are not filled in yet."))
    REFERRAL.move(row, ReferralState.SUBMITTED)
    row.submitted_at = row.state_since
    # Who sends it was asked about a conflict of interest, and follows the case; who only began it was not asked.
    if kind == Kind.SENT or row.steps.filter(kind=Kind.TIED, by=row.submitted_by_id).exists():
        row.submitted_by = by
    row.save(update_fields=["submitted_at", "submitted_by"])
    _keep_traces(row)
    note_step(referral=row, kind=Kind.UNTIED, by=by)
    note_step(referral=row, kind=kind, by=by, text=text)


def _keep_traces(row: Referral) -> None:
    """What is sent can be recognised from now on; what an earlier sending left and no longer holds goes."""
    wanted = digests_heard(row.stated)
    row.traces.exclude(digest__in=wanted).delete()
    rows = [FamilyTrace(referral=row, digest=digest) for digest in sorted(wanted)]
    FamilyTrace.objects.bulk_create(rows, ignore_conflicts=True)


def _editable(referral: Referral) -> Referral:
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    if row.state not in EDITABLE:
        raise NotEditable
    return row
