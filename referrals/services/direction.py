"""One director per family; a change is told to everybody at the same moment (features.md N5)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Case, User
from centre.services.notices import send_to_both_parents, send_to_staff
from centre.services.relations import end_relations

Kind = CareRelation.Kind


@transaction.atomic
def name_director(*, case: Case, user: User, by: User) -> bool:
    """Make somebody the one director of a case and tell all involved; False when nothing changed.

    Both parents, the referrers and everybody who works on the case read the same words at the same moment.
    Raises ValidationError for who is excluded from this case, and for a closed case.
    """
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.closed_on is not None:
        raise ValidationError(_("This case has been closed."))
    now = clock.now()
    with clock.at(now):
        active = CareRelation.objects.active().filter(case=row)
        if active.filter(user=user, kind=Kind.EXCLUDED).exists():
            raise ValidationError({"person": _("This person is excluded from this case.")})
        before = list(active.filter(kind=Kind.DIRECTOR).select_related("user"))
        if [relation.user_id for relation in before] == [user.pk]:
            return False
        for relation in before:
            end_relations(case=row, user=relation.user, kind=Kind.DIRECTOR, reason=_("Somebody else took over."), by=by)
        CareRelation.objects.create(
            case=row, user=user, kind=Kind.DIRECTOR, reason=_("Named by the coordinator."), since=now, set_by=by
        )
        _tell_everybody(row, user, by)
    return True


def _tell_everybody(case: Case, user: User, by: User) -> None:
    subject = _("Who leads your help")
    text = _("From today %(name)s leads the help. Call or write %(name)s with questions.") % {"name": user.name}
    sending = f"director:{int(clock.now().timestamp() * 1000)}"
    send_to_both_parents(case=case, subject=subject, text=text, by=by, sending=sending)
    # Who took over reads it as well; who stepped back had access until this moment.
    told = CareRelation.objects.filter(case=case).exclude(kind__in=[Kind.EXCLUDED, Kind.EMERGENCY, Kind.READER])
    told = told.filter(until=None) | told.filter(until__gte=clock.now() - timedelta(seconds=1))
    staff = User.objects.filter(pk__in=told.values("user"), is_active=True).exclude(pk=by.pk).order_by("pk")
    send_to_staff(recipients=staff, subject=f"{subject} ({case.reference})", text=text, by=by)
