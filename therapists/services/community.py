"""Learning groups on equal footing: every member has the same rights; nobody has any right from it in a case (K4)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.audiences import Audience
from centre.models import Notice, Region, User
from centre.services.notices import queue_notice
from centre.services.people import add_membership
from therapists.models import AgendaItem, LearningGroup, LearningMeeting, LearningMember
from therapists.services.learning import welcome

#: Items that one evening can hold.
MOST_ITEMS = 20


def start_learning_group(*, name: str, purpose: str, by: User, region: Region | None = None) -> LearningGroup:
    """A new circle, without members yet; the same twice on a day is one circle.

    The coordinators of its region keep it; without a region only who makes it.
    """
    facts = {"name": name, "purpose": purpose, "region": region, "made_by": by, "started_on": clock.today()}
    return LearningGroup.objects.filter(**facts).first() or LearningGroup.objects.create(**facts)


@transaction.atomic
def add_to_learning_group(*, group: LearningGroup, first_name: str, email: str, by: User) -> LearningMember:
    """Invite somebody by mail: professional, experienced parent or young person, all in the same way.

    The account is known by the first name only and opens nothing but the street of learning. Raises ValidationError.
    """
    user = welcome(name=first_name, email=email, by=by)
    if not user.is_in(Audience.COMMUNITY):
        add_membership(user=user, audience=Audience.COMMUNITY)
    if group.members.current().filter(user=user).exists():
        raise ValidationError({"email": _("This person is in the circle already.")})
    return LearningMember.objects.create(group=group, user=user, first_name=first_name)


@transaction.atomic
def leave_learning_group(*, member: LearningMember) -> None:
    """Out of the circle from today; what was said in it stays with the circle. Twice is the same as once."""
    if member.left_on is None:
        member.left_on = clock.today()
        member.save(update_fields=["left_on"])


@transaction.atomic
def plan_learning_meeting(*, member: LearningMember, starts_at: datetime, place: str) -> LearningMeeting:
    """Any member calls the circle together; everybody else hears it. Raises ValidationError."""
    if starts_at <= clock.now():
        raise ValidationError({"starts_at": _("Choose a moment to come.")})
    if LearningMeeting.objects.filter(group=member.group_id, starts_at=starts_at).exists():
        raise ValidationError({"starts_at": _("The circle meets at this moment already.")})
    meeting = LearningMeeting.objects.create(group_id=member.group_id, starts_at=starts_at, place=place)
    for other in LearningMember.objects.current().filter(group=member.group_id).select_related("user"):
        if other.pk != member.pk:
            key = f"circle-meets:{meeting.reference}:{other.pk}"
            path = f"/leren/bijeenkomst/{meeting.reference}/"
            queue_notice(key=key, kind=Notice.Kind.MESSAGE, recipient=other.user, path=path, not_after=starts_at)
    return meeting


@transaction.atomic
def add_agenda_item(*, meeting: LearningMeeting, member: LearningMember, text: str) -> AgendaItem:
    """Put something on the agenda. Asking the same twice changes nothing. Raises ValidationError afterwards."""
    if meeting.starts_at <= clock.now():
        raise ValidationError({"text": _("This evening has begun. Keep it for the next one.")})
    if meeting.items.count() >= MOST_ITEMS:
        raise ValidationError({"text": _("This agenda is full.")})
    item, _made = AgendaItem.objects.get_or_create(meeting=meeting, member=member, text=text.strip())
    return item


def take_off_agenda(*, item: AgendaItem) -> None:
    """One's own item, taken off again."""
    item.delete()


@transaction.atomic
def write_minutes(*, meeting: LearningMeeting, member: LearningMember, text: str) -> None:
    """What the circle wants to remember; any member may write, from the beginning of the evening on."""
    if meeting.starts_at > clock.now():
        raise ValidationError({"text": _("The evening has not been yet.")})
    meeting.minutes, meeting.minutes_by = text, member
    meeting.save(update_fields=["minutes", "minutes_by"])
