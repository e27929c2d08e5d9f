"""Two colleagues without ties read a portfolio, talk with its writer and judge; only then something can be granted."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Notice, User
from centre.services.notices import queue_notice
from therapists.models import Certificate, Portfolio, Review
from therapists.selectors import possible_reviewers
from therapists.services.certificates import certify, decide_renewal

#: How many judge a portfolio.
REVIEWERS = 2


@transaction.atomic
def ask_reviewers(*, portfolio: Portfolio, reviewers: list[User], by: User) -> list[Review]:
    """Ask exactly two people who have no tie with the candidate. Raises ValidationError."""
    portfolio = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    if portfolio.submitted_on is None or portfolio.decision_id:
        raise ValidationError(_("There is no portfolio that waits for a judgement."))
    if portfolio.reviews.exists():
        raise ValidationError(_("Reviewers have been asked already."))
    if len({user.pk for user in reviewers}) != REVIEWERS:
        raise ValidationError({"reviewers": _("Choose two different people.")})
    free = {row.user_id for row in possible_reviewers(portfolio)}
    tied = [user.name for user in reviewers if user.pk not in free]
    if tied:
        text = _("Works with the candidate, or has no valid certificate: %(names)s.") % {"names": ", ".join(tied)}
        raise ValidationError({"reviewers": text})
    rows = [Review.objects.create(portfolio=portfolio, reviewer=user, asked_by=by) for user in reviewers]
    for row in rows:
        path = f"/praktijk/beoordelen/{row.reference}/"
        queue_notice(key=f"review:{row.reference}", kind=Notice.Kind.MESSAGE, recipient=row.reviewer, path=path)
    return rows


@transaction.atomic
def judge(*, review: Review, is_ready: bool, reasons: str, advice: str = "", talked_on: date | None = None) -> Review:
    """Give a judgement, once. 'Ready' names the day of the talk, 'not yet' says what would help. Raises ValidationError."""
    review = Review.objects.select_for_update().select_related("portfolio").get(pk=review.pk)
    if review.judged_on or review.portfolio.decision_id:
        raise ValidationError(_("This portfolio has been judged already."))
    if not is_ready and not advice.strip():
        raise ValidationError({"advice": _("Say what this person can do to get there.")})
    if is_ready and talked_on is None:
        raise ValidationError({"talked_on": _("Talk with the candidate first, and name the day.")})
    if talked_on and talked_on > clock.today():
        raise ValidationError({"talked_on": _("This day has not been yet.")})
    review.is_ready, review.reasons, review.advice = is_ready, reasons, advice
    review.talked_on, review.judged_on = talked_on, clock.today()
    review.save(update_fields=["is_ready", "reasons", "advice", "talked_on", "judged_on"])
    return review


@transaction.atomic
def grant(*, certificate: Certificate, by: User, reasons: str, valid_until: date | None = None) -> Certificate:
    """Grant on a portfolio that two reviewers found ready. Raises ValidationError.

    Certificates from before this portal are entered with `certify`, which asks for no portfolio.
    """
    check_judged(certificate)
    return certify(
        therapist=certificate.therapist, role=certificate.role, by=by, reasons=reasons, valid_until=valid_until
    )


@transaction.atomic
def decide_judged_renewal(*, certificate: Certificate, renewed: bool, **facts) -> Certificate:
    """Close a running renewal; renewing asks for a portfolio that two reviewers found ready. Raises ValidationError."""
    if renewed:
        check_judged(certificate)
    return decide_renewal(certificate=certificate, renewed=renewed, **facts)


def check_judged(certificate: Certificate) -> None:
    """Raises ValidationError unless a sent portfolio was found ready by two people."""
    found = certificate.portfolios.filter(decision=None).first()
    if found is None or found.submitted_on is None:
        raise ValidationError(_("There is no portfolio yet: wait until it is sent."))
    verdicts = list(found.reviews.values_list("is_ready", flat=True))
    if len(verdicts) < REVIEWERS or None in verdicts:
        raise ValidationError(_("Two reviewers have to judge first."))
    if not all(verdicts):
        raise ValidationError(_("A reviewer says: not yet. Decide so, with advice; a new round follows."))
