"""What is told, to whom: to couples in the portal's own message box, the same words for both parents."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre.models import Case, Child, Dossier, User
from centre.services.notices import send_message, send_to_couples, send_to_staff, suppress_notices
from groups.models import Group, Offer, Placement, Session


def reminder_key(session: Session, hours: int, user_id: int) -> str:
    return f"session-reminder:{session.pk}:{session.revision}:{hours}:{user_id}"


def void_reminders(session: Session) -> None:
    """No doorbell for the moment that this session had until now."""
    suppress_notices(key_prefix=f"session-reminder:{session.pk}:{session.revision}:")


def void_reminders_of(users: list[int], group: Group) -> None:
    """Nobody who left is reminded."""
    sessions = list(group.sessions.all())
    rule = {*group.reminder_hours, *group.child_reminder_hours, *group.lead_reminder_hours}
    keys = [reminder_key(s, hours, user) for s in sessions for hours in rule for user in users]
    suppress_notices(keys=keys)


def spoken(moment: datetime) -> str:
    """A moment as it is said: weekday, date and time on the Dutch wall clock."""
    return date_format(timezone.localtime(moment), "l j F Y, H:i")


def tell_couples(*, cases: list[Case], subject: str, text: str, by: User | None, sending: str) -> None:
    """One message per parent; nobody sees who else got it."""
    send_to_couples(cases=cases, subject=subject, text=text, by=by, sending=sending)


def tell_placed(*, placement: Placement, by: User) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        tell_couples(
            cases=[placement.case],
            subject=_("You have a place"),
            text=_(
                "There is a place for you. You find all dates under My appointments. "
                "You also see there where it is and what to bring. "
                "Do you have a question? Call the centre."
            ),
            by=by,
            sending=f"placed:{placement.pk}",
        )


def tell_offered(*, offer: Offer, by: User) -> None:
    """Both parents get the same words at the same moment; dates and place stand on the own page."""
    with translation.override(settings.LANGUAGE_CODE):
        tell_couples(
            cases=[offer.case],
            subject=_("There may be a place for you"),
            text=_(
                "There is a place in a group. We hold it for you until %(until)s. "
                "You find the dates and the location under My appointments. There you also tell us yes or no. "
                "We ask both parents the same thing at the same moment. Each parent answers for himself or herself."
            )
            % {"until": spoken(offer.expires_at)},
            by=by,
            sending=f"offer:{offer.reference}",
        )


def tell_offer_over(*, offer: Offer, by: User | None) -> None:
    """The same words whatever the cause was."""
    with translation.override(settings.LANGUAGE_CODE):
        tell_couples(
            cases=[offer.case],
            subject=_("We no longer hold the place"),
            text=_(
                "We no longer hold the place in the group for you. There can be many causes, also on our side. "
                "We do not say which, to anybody. We will call you about what comes next. "
                "Do you have a question? Call the centre."
            ),
            by=by,
            sending=f"offer-over:{offer.reference}",
        )


def tell_started(*, group: Group, cases: list[Case], staff: list[User], by: User) -> None:
    """The joint start: every parent of every couple hears it at the same moment, and so does the team."""
    with translation.override(settings.LANGUAGE_CODE):
        subject, text = _words_of_a_start(group)
        tell_couples(
            cases=cases,
            subject=subject,
            text=text,
            by=by,
            sending=f"group-started:{group.pk}",
        )
        send_to_staff(
            recipients=staff,
            subject=_("A group starts"),
            text=ngettext(
                "%(group)s starts with %(count)s couple.", "%(group)s starts with %(count)s couples.", len(cases)
            )
            % {"group": group.name, "count": len(cases)},
            by=by,
        )


def _words_of_a_start(group: Group) -> tuple[str, str]:
    """(subject, text) for the parents of a group, of a group without children, or of one family by itself."""
    where = _("You find the dates, the location and your own time under My appointments.")
    if group.couples == 1:
        return _("You can begin"), " ".join([_("The sessions for your family begin."), where])
    if not group.with_children:
        return _("Your group starts"), " ".join([_("The group goes on. All parents start together."), where])
    return _("Your group starts"), " ".join([_("The group goes on. All families start together."), where])


def tell_children(*, cases: list[Case], subject: str, text: str, by: User, sending: str) -> None:
    """A line of their own for children who have an account; in no parent's box."""
    children = Child.objects.filter(families__cases__in=cases, user__isnull=False, user__is_active=True)
    for child in children.distinct().select_related("user").prefetch_related("dossiers"):
        dossier = next((one for one in child.dossiers.all() if one.kind == Dossier.Kind.CHILD), None)
        send_message(
            recipient=child.user,
            subject=subject,
            text=text,
            by=by,
            dossier=dossier,
            sending=f"{sending}:{child.reference}",
        )


def tell_ended(*, placement: Placement, by: User) -> None:
    """Both parents in the same words, and the children with an account: no reason, and nobody's fault."""
    is_off = placement.end == Placement.End.CALLED_OFF
    with translation.override(settings.LANGUAGE_CODE):
        text = _("There are no more appointments for you here.")
        if is_off:
            text += " " + _("You are on the waiting list again, with all the time that you waited before.")
        if placement.group.gatherings.filter(cancelled_at=None, guests_per_parent__gt=0).exists():
            text += " " + _("Did you invite people to a meeting of the group? Tell them that they need not come.")
        tell_couples(
            cases=[placement.case],
            subject=_("The group does not go on") if is_off else _("Your place has ended"),
            text=" ".join(
                [_("The group does not go on.") if is_off else _("Your place has ended."), text, _("Do you have a question? Call the centre.")]
            ),
            by=by,
            sending=f"seat-ended:{placement.pk}",
        )  # fmt: skip
        if placement.group.with_children:
            tell_children(
                cases=[placement.case],
                subject=_("You do not go to the group any more"),
                text=_("There are no more times for you in the group. That is not because of you."),
                by=by,
                sending=f"seat-ended:{placement.pk}",
            )
