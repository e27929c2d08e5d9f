"""Two households around the same children; nothing is shared by default."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models.organisation import Municipality
from centre.models.user import User
from centre.references import new_reference, person_reference

#: From this age a child has an own account (law.md R18).
OWN_ACCOUNT_AGE = 12


def family_reference() -> str:
    return new_reference("G", 10)


class Family(models.Model):
    """The two parents and the children of one separation. Carries no content: content hangs on a person's dossier."""

    reference = models.CharField(max_length=16, unique=True, default=family_reference, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name_plural = "families"

    def __str__(self):
        return self.reference


def chosen_first(user: User, family: str = "family") -> list:
    """An order for somebody's own rows: the family that was chosen, then the newest. `family`: the path to it."""
    chosen = When(**{f"{family}__reference": user.reads_about}, then=0)
    return [Case(chosen, default=1), f"-{family}__created_at"]


class Parent(models.Model):
    """One adult in one family; somebody with two exes is two rows, so that the two stories stay apart."""

    class Side(models.TextChoices):
        # Drawn by lot, never by who came first (measurement.md 4).
        A = "a", "A"
        B = "b", "B"

    reference = models.CharField(max_length=16, unique=True, default=person_reference, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="parents")
    side = models.CharField(max_length=1, choices=Side.choices)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="parent_rows")
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=120)
    birth_date = models.DateField(null=True, blank=True)
    #: {email}: where the invitation goes. Address and phone are in the vault (centre/models/vault.py).
    contact = EncryptedJSONField(null=True, blank=True)
    #: Safe contact (features.md D3): whether mail at all, and what staff reads before calling; the rest is ContactCard.
    mail_is_safe = models.BooleanField(default=True)
    safe_contact_note = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["family", "side"], name="two_sides_in_a_family"),
            models.UniqueConstraint(
                fields=["family", "user"], condition=Q(user__isnull=False), name="one_parent_row_per_user_and_family"
            ),
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}"


class ChildQuerySet(models.QuerySet):
    def known_to(self, parent: Parent):
        """The children of this parent's family whose name the parent may read here.

        Not of a child that only the other parent named (a half-brother, say), until papers show authority: that would
        tell what the other parent told us (law.md R11).
        """
        unnamed = ParentalAuthority.objects.unnamed().filter(parent=parent, child=OuterRef("pk"))
        return self.filter(~Exists(unnamed), families=parent.family_id)


class Child(models.Model):
    """A child; may belong to two families (half-siblings)."""

    class Gender(models.TextChoices):
        GIRL = "girl", _("girl")
        BOY = "boy", _("boy")
        OTHER = "other", _("other or unknown")

    reference = models.CharField(max_length=16, unique=True, default=person_reference, editable=False)
    families = models.ManyToManyField(Family, related_name="children")
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="child_row")
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=120)
    birth_date = models.DateField()
    gender = models.CharField(max_length=8, choices=Gender.choices, default=Gender.OTHER)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "children"
        indexes = [models.Index(fields=["birth_date", "last_name"], name="child_birth_date_name")]

    def __str__(self):
        return f"{self.first_name} {self.last_name}"

    def age_on(self, day) -> int:
        """Whole years on that date; born on 29 February counts from 1 March in other years."""
        return day.year - self.birth_date.year - ((day.month, day.day) < (self.birth_date.month, self.birth_date.day))

    @property
    def may_have_account(self) -> bool:
        """Old enough for an own account today."""
        return self.age_on(clock.today()) >= OWN_ACCOUNT_AGE


class NetworkPerson(models.Model):
    """Somebody around one parent (grandparent, new partner, friend); invisible to the other parent."""

    parent = models.ForeignKey(Parent, models.CASCADE, related_name="network")
    name = EncryptedTextField()
    relation = models.CharField(max_length=60)


def court_reference() -> str:
    return new_reference("U", 10)


class CourtDecision(models.Model):
    """One decision of a court about a family, as its paper says it (law.md R9); dates are inclusive.

    What rests on it (a line of authority, parents who are kept apart) points here and has its own dates. A court that
    gives consent in a parent's place stands with the permissions (ConsentRuling), with its own number.
    """

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("authority")
        CONTACT = "contact", _("contact between parent and child, or between the parents")
        INFORMATION = "information", _("what a parent is told (1:253a, 1:377b, 1:377c BW)")
        RESIDENCE = "residence", _("where the child lives, or when it is where")
        MEASURE = "measure", _("child protection measure (supervision, guardianship)")
        OTHER = "other", _("something else")

    reference = models.CharField(max_length=16, unique=True, default=court_reference, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="court_decisions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    #: ECLI, or the court's own case number.
    number = EncryptedTextField()
    court = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    #: Scope: about one child and one parent; empty: all children, both parents.
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="court_decisions")
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="court_decisions")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    #: What it means for the work; for staff.
    effect = EncryptedTextField(blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="court_decisions")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="court_decision_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["family", "-since"], name="court_decision_family")]

    def __str__(self):
        return self.reference


class AuthorityQuerySet(models.QuerySet):
    def holding_on(self, day):
        """Who holds authority, as far as somebody declared, stated or showed it: rights follow from it."""
        return self.maybe_holding_on(day).exclude(evidence__in=ParentalAuthority.NOT_ESTABLISHED)

    def maybe_holding_on(self, day):
        """Those, and of whom nobody knows yet: nothing begins without their yes, until papers settle it."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def unnamed(self):
        """Of a child whose name this parent does not read: only the other parent named it, and nothing is established."""
        pair = ParentalAuthority.objects.filter(parent=OuterRef("parent"), child=OuterRef("child"))
        known = Exists(pair.exclude(evidence__in=ParentalAuthority.NOT_ESTABLISHED))
        return self.filter(~known, evidence=ParentalAuthority.Evidence.UNNAMED)


class ParentalAuthority(models.Model):
    """Authority (gezag) of one parent over one child, as an interval with evidence (law.md R2). Dates are inclusive.

    `checked_by`, `checked_on`: who last saw the papers that `evidence` names, and when.
    """

    class Evidence(models.TextChoices):
        REGISTER = "register", _("extract of the authority register")
        RECOGNITION = "recognition", _("recognition since 2023")
        COURT = "court", _("court decision")
        PARENTING_PLAN = "parenting_plan", _("parenting plan")
        DECLARED = "declared", _("declared by the parent, not yet checked")
        STATED = "stated", _("stated by the referrer, not yet checked")
        #: No right rests on it; it keeps the question open (law.md R2: authority is never assumed).
        UNKNOWN = "unknown", _("not established yet")
        #: As above, and this parent does not read the child's name: only the other parent named the child.
        UNNAMED = "unnamed", _("not established yet; this parent has not named the child")

    #: No right rests on these; they keep the question open.
    NOT_ESTABLISHED = (Evidence.UNKNOWN, Evidence.UNNAMED)

    child = models.ForeignKey(Child, models.CASCADE, related_name="authorities")
    parent = models.ForeignKey(Parent, models.CASCADE, related_name="authorities")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=20, choices=Evidence.choices, default=Evidence.DECLARED)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="checked_authorities")
    checked_on = models.DateField(null=True, blank=True)
    #: What the end rests on; never the word of one parent. Empty while the authority lasts.
    end_evidence = models.CharField(max_length=20, choices=Evidence.choices, blank=True)
    #: The decisions on which begin and end rest, where a court decided and its number is known.
    decision = models.ForeignKey(CourtDecision, models.PROTECT, null=True, blank=True, related_name="authorities_begun")
    end_decision = models.ForeignKey(
        CourtDecision, models.PROTECT, null=True, blank=True, related_name="authorities_ended"
    )

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parental authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="authority_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["child", "parent"], condition=Q(until=None), name="one_open_authority_per_child_and_parent"
            ),
        ]


class AuthorityProcedure(models.Model):
    """A procedure about the authority over a child, as far as we know: papers that were seen no longer settle it (law.md R10).

    Runs while `ended_on` is empty; papers from before its end are looked at again.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="authority_procedures")
    since = models.DateField()
    #: Court and number, as far as known.
    court = models.CharField(max_length=120, blank=True)
    number = EncryptedTextField(blank=True)
    #: From what we know it: a letter, a referrer, a parent. For staff.
    known_from = EncryptedTextField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="authority_procedures_recorded")
    recorded_at = models.DateTimeField(default=clock.now)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="authority_procedures_ended")
    outcome = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since")), name="procedure_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["child"], condition=Q(ended_on=None), name="procedure_running")]


class Residence(models.Model):
    """Where the child is registered (BRP), as an interval: decides which municipality pays and reports (Jw 1.1)."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="residences")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="residences")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="residence_ends_after_start"
            ),
            models.UniqueConstraint(fields=["child"], condition=Q(until=None), name="one_open_residence_per_child"),
        ]
        indexes = [models.Index(fields=["municipality", "since"], name="residence_municipality")]
