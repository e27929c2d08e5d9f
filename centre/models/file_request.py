"""What somebody asks about the own file (law.md R30-R33): one person's matter, invisible to anybody else's pages."""

import calendar
from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models.case import CareRelation, Case
from centre.models.dossier import Dossier
from centre.models.family import Child, Parent
from centre.models.user import User
from centre.references import new_reference
from centre.two_people import still_counts

#: The centre wants to be ready earlier than the law demands, in days.
OWN_TERM = timedelta(days=28)


def request_reference() -> str:
    return new_reference("R", 10)


def month_after(day: date) -> date:
    """The same day of the next month, or its last day (AVG art. 12 lid 3)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def legal_deadline() -> date:
    return month_after(clock.today())


class FileRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Requests in the cases that a member of staff works on or leads: that they are there, and until when."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def readable_by(self, user):
        """Those whose words this therapist may read: who works with the family, or was named for this one question.

        A coordinator guards the term and never reads a file; an emergency or a name in the safety file is no work with it
        (law.md R26; Jw 7.3.11 lid 1).
        """
        mine = CareRelation.objects.active().filter(user=user)
        here = mine.filter(case=OuterRef("case"))
        works = Q(case__in=Case.objects.visible_to(user)) & Q(Exists(here.filter(kind__in=CareRelation.OF_CARE)))
        named = Exists(mine.filter(kind=CareRelation.Kind.READER, reads=OuterRef("pk")))
        return self.filter(works | named).exclude(Exists(here.filter(kind=CareRelation.Kind.EXCLUDED)))

    def own(self, user):
        """A parent's own questions; what a child asks itself is never among them."""
        return self.filter(parent__user=user)

    def own_of_child(self, user):
        return self.filter(child__user=user)

    def open(self):
        return self.filter(decided_at=None)

    def to_weigh_again(self):
        """Answers that withheld something, of which the day has come to weigh that again, and nobody did so yet."""
        withheld = Exists(Passage.objects.filter(request=OuterRef("pk")).exclude(ground=""))
        return self.filter(withheld, decided_at__isnull=False, review_on__lte=clock.today(), weighed_again=None)

    def overdue(self):
        return self.open().filter(due_on__lt=clock.today())


class FileRequest(models.Model):
    """One question of one parent, or of a child of twelve or older, about one dossier; two different people of the staff read before anything leaves."""

    class Kind(models.TextChoices):
        INSPECTION = "inspection", _("see my file")
        COPY = "copy", _("a copy of my file")
        PORTABILITY = "portability", _("my data in a form that a computer reads")
        CORRECTION = "correction", _("something is wrong in my file")
        STATEMENT = "statement", _("add my own view to my file")
        DESTRUCTION = "destruction", _("destroy my file")
        OBJECTION = "objection", _("stop using my data for something")
        # For a parent without authority: the main facts about the child, no file (1:377c BW).
        OUTLINE = "outline", _("hear in outline how my child is doing")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        PARTLY = "partly", _("partly granted")
        REFUSED = "refused", _("refused")

    #: The kinds that are answered with (part of) the file.
    OF_THE_FILE = (Kind.INSPECTION, Kind.COPY, Kind.PORTABILITY)

    reference = models.CharField(max_length=16, unique=True, default=request_reference, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    #: Who asks: a parent, or a child about its own file (law.md 1.3: an own right from twelve on).
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="file_requests")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="file_requests")
    #: The own dossier, or that of a child over whom the parent has authority on the day.
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="file_requests")
    case = models.ForeignKey(Case, models.PROTECT, related_name="file_requests")
    words = EncryptedTextField(blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(default=legal_deadline)
    #: Proposed by the first reader, final with the second.
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    explanation = EncryptedTextField(blank=True)
    reader_one = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="file_requests_read_first")
    read_at = models.DateTimeField(null=True, blank=True)
    reader_two = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="file_requests_read_second"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    #: Where something is withheld: the reader found that reason, aim, course and results are still clear (law.md R16) ...
    is_still_clear = models.BooleanField(default=False)
    #: ... and on this day it is weighed again whether it has to stay out.
    review_on = models.DateField(null=True, blank=True)
    #: The earlier answer of which the withheld passages are weighed again here; nobody asked for that.
    again_of = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="weighed_again")
    #: Therapists who read this one question without working with the family (READER).
    named_readers = models.ManyToManyField(CareRelation, blank=True, related_name="reads")
    #: Name of the made file on the private disk.
    key = models.CharField(max_length=32, blank=True)

    objects = FileRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reader_two=None) | Q(reader_one__isnull=False) & ~Q(reader_one=F("reader_two")),
                name="two_different_readers",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False, child=None) | Q(parent=None, child__isnull=False),
                name="one_person_asks_about_a_file",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(decided_at=None), name="file_request_open")]

    @property
    def asker(self) -> Parent | Child:
        """Who asks."""
        return self.child or self.parent

    @property
    def is_read_first(self) -> bool:
        """A first reading stands and a second reader may decide."""
        return self.reader_one_id is not None and (self.decided_at is not None or still_counts(self.read_at))

    @property
    def has_lapsed(self) -> bool:
        """The first reading is of more than a day ago: somebody reads first again."""
        return self.reader_one_id is not None and not self.is_read_first

    @property
    def is_late(self) -> bool:
        return self.decided_at is None and self.due_on < clock.today()

    @property
    def own_term_on(self) -> date:
        """When the centre itself wants to be ready."""
        return timezone.localdate(self.asked_at) + OWN_TERM

    @property
    def gives_a_file(self) -> bool:
        return self.kind in self.OF_THE_FILE

    @property
    def is_read_by_passage(self) -> bool:
        """Readers decide passage by passage: what is given, or what is destroyed."""
        return self.gives_a_file or self.kind == self.Kind.DESTRUCTION


class Passage(models.Model):
    """One passage of the draft: given, or withheld on a ground. What is withheld leaves a mark, never a trace of what."""

    class Ground(models.TextChoices):
        ANOTHER = "another", _("privacy of somebody else")
        CHILD = "child", _("interest of the child")
        SAFETY = "safety", _("safety")
        PROCEDURE = "procedure", _("a procedure that runs")

    request = models.ForeignKey(FileRequest, models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    heading = EncryptedTextField()
    text = EncryptedTextField()
    dated = models.DateTimeField(null=True, blank=True)
    #: The person's own statement: it travels with every copy and nobody withholds it (Jw 7.3.8 lid 2).
    is_own_statement = models.BooleanField(default=False)
    #: Which row it came from ("room.Model" and its number), so that it can be destroyed alone; empty for a mere view.
    row_kind = models.CharField(max_length=60, blank=True)
    row_number = models.BigIntegerField(null=True, blank=True)
    #: Empty: it is given; or, when destruction was asked, it goes.
    ground = models.CharField(max_length=10, choices=Ground.choices, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["request", "position"], name="one_passage_per_place")]
