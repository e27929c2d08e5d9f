"""A child that does not want to take part in research says so to staff; care goes on as it was (law.md R74)."""

from django.db import transaction

from centre.models import AccessLog, Case, Child, Consent, User
from centre.models.consent import Purpose
from centre.services.consents import answer_consent
from research import withdrawal


@transaction.atomic
def note_objection(*, case: Case, child: Child, resists: bool, audience: str, by: User) -> Consent | None:
    """Keep what a child of any age said to staff: no, or that it does want to after all.

    Its own yes takes away the no; the yes of the parents is still needed. Saying the same again writes nothing.
    """
    answer = Consent.Answer.REFUSED if resists else Consent.Answer.GIVEN
    own = Consent.objects.filter(case=case, purpose=Purpose.RESEARCH, giver_child=child, about_child=child)
    latest = own.select_for_update().order_by("-answered_at", "-pk").first()
    has_said_no = latest is not None and latest.answer != Consent.Answer.GIVEN
    if has_said_no == resists:
        return latest
    if resists:
        for effect in withdrawal.effects(case, Purpose.RESEARCH):
            AccessLog.objects.create(
                actor=by, audience=audience, action=AccessLog.Action.RIGHTS, case=case, label=effect,
                purpose=f"withdrawn: {Purpose.RESEARCH.value}",
            )  # fmt: skip
    return answer_consent(
        case=case, purpose=Purpose.RESEARCH, giver=child, about_child=child, answer=answer, by=by,
        channel=Consent.Channel.SPOKEN,
    )  # fmt: skip
