"""A child that does not want to take part in research says so to staff; care goes on as it was (law.md R74)."""

from django.db import transaction

from centre.models import Case, Child, Consent, User
from centre.models.consent import Purpose
from centre.services.consents import answer_consent
from centre.services.what_stops import write_effects
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
    if resists and latest is None:
        # A child that never said yes takes nothing back, and is left out all the same.
        effects = withdrawal.effects(case, Purpose.RESEARCH)
        write_effects(effects, case=case, purpose=Purpose.RESEARCH.value, audience=audience, by=by)
    return answer_consent(
        case=case, purpose=Purpose.RESEARCH, giver=child, about_child=child, answer=answer, by=by,
        channel=Consent.Channel.SPOKEN, audience=audience,
    )  # fmt: skip
