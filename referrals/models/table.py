"""The consult table (Hoog Conflict Platform): a stuck case under a code name, an agenda, advice and what came of it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import CareRelation, Case, Region, User
from centre.references import new_reference
from referrals.states import TABLE_ITEM, TableState


def table_reference() -> str:
    return new_reference("T", 10)


class TableMemberQuerySet(models.QuerySet):
    def active(self):
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=clock.now()))


class TableMember(models.Model):
    """Somebody of any organisation who sits at the table of a region, until the seat ends."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="table_members")
    user = models.ForeignKey(User, models.PROTECT, related_name="table_seats")
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    appointed_by = models.ForeignKey(User, models.PROTECT, related_name="table_seats_given")

    objects = TableMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "user"], condition=Q(ended_at=None), name="one_open_seat_at_the_table"
            )
        ]
        indexes = [models.Index(fields=["user", "region"], name="table_member_user")]


class TableMeeting(models.Model):
    """One sitting of the table of a region."""

    reference = models.CharField(max_length=16, unique=True, default=table_reference, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="table_meetings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    convened_by = models.ForeignKey(User, models.PROTECT, related_name="table_meetings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "starts_at"], name="one_table_meeting_at_a_time")]
        indexes = [models.Index(fields=["region", "-starts_at"], name="table_meeting_region")]


class TableItemQuerySet(models.QuerySet):
    def of_cases_of(self, user):
        """Items of the cases that this person works on."""
        return self.filter(Exists(Case.objects.visible_to(user).filter(pk=OuterRef("case"))))

    def released_to(self, user):
        """What a member of the table may see: on an agenda of the own region; never of a family that the member knows."""
        seats = TableMember.objects.active().filter(user=user, region=OuterRef("meeting__region"))
        shut = CareRelation.objects.active().filter(user=user, case=OuterRef("case"), kind=CareRelation.Kind.EXCLUDED)
        states = (TableState.AGENDA, TableState.ADVISED)
        return self.filter(Exists(seats), ~Exists(shut), state__in=states)


class TableItem(models.Model):
    """One case on the table. Members read `code_name`, `ages`, `question` and `background`, never who it is."""

    class Outcome(models.TextChoices):
        DONE = "done", _("the advice was carried out")
        PARTLY = "partly", _("partly carried out")
        NOT_DONE = "not_done", _("not carried out")

    reference = models.CharField(max_length=16, unique=True, default=table_reference, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="table_items")
    meeting = models.ForeignKey(TableMeeting, models.PROTECT, null=True, blank=True, related_name="items")
    code_name = models.CharField(max_length=40, unique=True)
    #: Ages of the children in years on the day it was brought in, as text.
    ages = models.CharField(max_length=60)
    question = EncryptedTextField()
    background = EncryptedTextField(blank=True)
    state = models.CharField(max_length=10, choices=TableState.choices, default=TableState.WAITING)
    state_since = models.DateTimeField(default=clock.now)
    brought_by = models.ForeignKey(User, models.PROTECT, related_name="table_items")
    brought_at = models.DateTimeField(default=clock.now)
    advice = EncryptedTextField(blank=True)
    #: Who carries the advice out, and when somebody looks whether it happened.
    follow_up_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="table_follow_ups")
    follow_up_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    looking_back = EncryptedTextField(blank=True)

    objects = TableItemQuerySet.as_manager()

    class Meta:
        constraints = [
            TABLE_ITEM.constraint("table_item_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="advised") | Q(follow_up_by__isnull=False, follow_up_on__isnull=False),
                name="advice_of_the_table_has_an_owner_and_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-brought_at"], name="table_item_case"),
            models.Index(fields=["follow_up_on"], condition=Q(state="advised"), name="table_item_follow_up"),
        ]
