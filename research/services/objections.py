"""A child that does not want to take part in research says so to staff; care goes on as it was (law.md R74)."""

from django.db import transaction

from centre.models import Case, Child, Consent, User
from centre.models.consent import Purpose
from centre.services.consents import answer_consent
from centre.services.what_stops import has_said_yes, write_effects
from research import withdrawal


@transaction.atomic
def note_objection(*, case: Case, child: Child, resists: bool, audience: str, by: User) -> Consent | None:
    """Keep what a child of any age said to staff: no, or that it does want to after all.

    Its own yes takes away the no; the yes of the parents is still needed. Saying the same again writes nothing, also in
    the case of its other family: a child has one last word.
    """
    answer = Consent.Answer.REFUSED if resists else Consent.Answer.GIVEN
    # Two clicks at once wait for each other here; rows that are not there yet cannot be locked.
    Child.objects.select_for_update().get(pk=child.pk)
    own = Consent.objects.filter(purpose=Purpose.RESEARCH, giver_child=child, about_child=child)
    latest = own.order_by("-answered_at", "-pk").first()
    has_said_no = latest is not None and latest.answer != Consent.Answer.GIVEN
    if has_said_no == resists:
        return latest
    if resists and not has_said_yes(case=case, purpose=Purpose.RESEARCH, giver=child, about_child=child):
        # A child that said no yes here takes nothing back, and is left out all the same.
        effects = withdrawal.effects(case, Purpose.RESEARCH)
        write_effects(effects, case=case, purpose=Purpose.RESEARCH.value, audience=audience, by=by)
    return answer_consent(
        case=case, purpose=Purpose.RESEARCH, giver=child, about_child=child, answer=answer, by=by,
        channel=Consent.Channel.SPOKEN, audience=audience,
    )  # fmt: skip
