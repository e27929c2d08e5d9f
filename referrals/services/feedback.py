"""Tell the referrer at fixed moments: a stage and a date, nothing that was said (FD1; law.md 1.3)."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.audiences import Audience
from centre.models import CareRelation, Membership, User
from centre.services.notices import send_message
from referrals.models import Feedback, Referral, ReferralStep
from referrals.services.hooks import queue_news


@transaction.atomic
def report_back(*, referral: Referral, kind: str, reached_on: date) -> Feedback | None:
    """Put one message in the referrer's box, once per kind.

    Goes to a colleague of the same organisation when the referrer left, never to somebody for whom this family is shut;
    None when nobody is there any more.
    """
    recipient = _recipient(referral)
    if recipient is None:
        return None
    feedback, made = Feedback.objects.get_or_create(
        referral=referral, kind=kind, defaults={"reached_on": reached_on, "given_to": recipient}
    )
    if made:
        send_message(
            recipient=recipient,
            subject=_("About a referral of yours"),
            text=_SENTENCES[Feedback.Kind(kind)]()
            % {"reference": referral.reference, "date": date_format(reached_on, "j F Y")},
            by=None,
            sending=f"feedback:{referral.reference}:{kind}",
        )
        queue_news(referral=referral, stage=NEWS[kind], key=f"feedback:{feedback.pk}", at=feedback.given_at)
    return feedback


#: Fixed moments in the words of the interface (referrals/views/api/shapes.py).
NEWS = {Feedback.Kind.STARTED: "gestart", Feedback.Kind.FINISHED: "afgerond", Feedback.Kind.STOPPED: "gestopt"}
_SENTENCES = {
    Feedback.Kind.STARTED: lambda: _("The help for referral %(reference)s started on %(date)s."),
    Feedback.Kind.FINISHED: lambda: _("The help for referral %(reference)s was completed on %(date)s."),
    Feedback.Kind.STOPPED: lambda: _("The help for referral %(reference)s stopped early on %(date)s."),
}


def _recipient(referral: Referral) -> User | None:
    hats = Membership.objects.active().filter(audience=Audience.REFERRER, organisation=referral.organisation_id)
    tied = referral.steps.filter(kind=ReferralStep.Kind.TIED).values("by")
    excluded = CareRelation.objects.active().filter(case=referral.case_id, kind=CareRelation.Kind.EXCLUDED)
    hats = hats.exclude(user__in=tied).exclude(user__in=excluded.values("user"))
    users = {hat.user_id: hat.user for hat in hats.select_related("user").order_by("pk")}
    return users.get(referral.submitted_by_id) or next(iter(users.values()), None)
