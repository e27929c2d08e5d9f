"""Which version of the conditions is in force, and who still has to accept it."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from centre import clock
from centre.models import User
from intake.models import Application, ConditionsAcceptance, ConditionsText
from intake.states import ApplicationState


def in_force() -> QuerySet[ConditionsText]:
    """Published versions, the newest first."""
    return ConditionsText.objects.filter(published_on__lte=clock.today()).order_by("-version")


def current_conditions() -> ConditionsText | None:
    """The version that a parent is asked to accept today."""
    return in_force().first()


def owing() -> QuerySet[Application]:
    """Sent parts of parents who accepted an older version and not the one of today.

    Who accepted nothing was not asked: that parent is not safe, and promises nothing together with the other one.
    """
    accepted = ConditionsAcceptance.objects.filter(application=OuterRef("pk"))
    newest = Subquery(in_force().values("pk")[:1])
    rows = Application.objects.filter(Exists(accepted), state=ApplicationState.SUBMITTED)
    return rows.exclude(Exists(accepted.filter(text=newest)))


def owes_conditions(user: User) -> Exists:
    """Whether this person still has to accept a newer version for a case (OuterRef: the case)."""
    return Exists(owing().filter(dossier__parent__user=user, case=OuterRef("pk")))


def owed_by(application: Application | None) -> ConditionsText | None:
    """The version that came after sending and that this parent still has to accept; None when there is none."""
    is_owing = application is not None and owing().filter(pk=application.pk).exists()
    return current_conditions() if is_owing else None


def accepted_by(application: Application) -> list[ConditionsAcceptance]:
    """What this parent accepted, newest version first."""
    return list(application.acceptances.select_related("text").order_by("-text__version"))
