"""One contact person and one director per family; a change is told to everybody at the same moment (features.md N5)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import CareRelation, Case, User
from centre.services.notices import send_to_both_parents, send_to_staff
from centre.services.relations import end_relations

Kind = CareRelation.Kind
#: The two faces that a family and its helpers know by name.
FACES = (Kind.DIRECTOR, Kind.CONTACT_PERSON)


@transaction.atomic
def name_face(*, case: Case, kind: str, user: User, by: User) -> bool:
    """Make somebody the one director or contact person of a case and tell all involved; False when nothing changed.

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
        before = list(active.filter(kind=kind).select_related("user"))
        if [relation.user_id for relation in before] == [user.pk]:
            return False
        for relation in before:
            end_relations(case=row, user=relation.user, kind=kind, reason=_("Somebody else took over."), by=by)
        CareRelation.objects.create(
            case=row, user=user, kind=kind, reason=_("Named by the coordinator."), since=now, set_by=by
        )
        _tell_everybody(row, kind, user, by)
    return True


def _tell_everybody(case: Case, kind: str, user: User, by: User) -> None:
    if kind == Kind.DIRECTOR:
        subject, words = (
            _("Who leads your help"),
            _("From today %(name)s leads the help. Call or write %(name)s with questions."),
        )
    else:
        subject, words = (
            _("Your contact person"),
            _("From today %(name)s is the contact person. Call or write %(name)s with questions."),
        )
    text = words % {"name": user.name}
    sending = f"{kind}:{int(clock.now().timestamp() * 1000)}"
    send_to_both_parents(case=case, subject=subject, text=text, by=by, sending=sending)
    # Who took over reads it as well; who stepped back had access until this moment.
    told = CareRelation.objects.filter(case=case).exclude(kind__in=[Kind.EXCLUDED, Kind.EMERGENCY])
    told = told.filter(until=None) | told.filter(until__gte=clock.now() - timedelta(seconds=1))
    staff = User.objects.filter(pk__in=told.values("user"), is_active=True).exclude(pk=by.pk).order_by("pk")
    send_to_staff(recipients=staff, subject=f"{subject} ({case.reference})", text=text, by=by)
