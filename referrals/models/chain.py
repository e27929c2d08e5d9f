"""Who else is involved with a family, what partners were asked, and whom the centre handed over to."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedTextField
from centre.models import Case, Parent, SharingPartner, User
from centre.models.consent import Purpose
from centre.references import new_reference
from referrals import terms


class Basis(models.TextChoices):
    """On what it rests that the centre knows or tells something (law.md R57)."""

    BOTH_PARENTS = "both_parents", _("both parents agree")
    ONE_PARENT = "one_parent", _("the parent concerned agrees")
    LEGAL_DUTY = "legal_duty", _("a legal duty or power")
    ANONYMOUS = "anonymous", _("nobody can be recognised")


def chain_reference() -> str:
    return new_reference("K")


class Direction(models.TextChoices):
    """Which way facts go between a partner and us: the purposes of the permissions (centre.asked.PER_PARTNER)."""

    TO_US = Purpose.HEARING.value, _("may tell us")
    FROM_US = Purpose.SHARING.value, _("may hear from us")


class ChainLink(models.Model):
    """One professional's involvement with a family between two dates (inclusive); domain.md 8 item 38."""

    class Domain(models.TextChoices):
        SCHOOL = "school", _("school")
        HEALTH = "health", _("general practitioner or youth doctor")
        MENTAL_HEALTH = "mental_health", _("mental health care")
        YOUTH_CARE = "youth_care", _("youth care")
        NEIGHBOURHOOD_TEAM = "neighbourhood_team", _("neighbourhood team")
        CERTIFIED_INSTITUTION = "certified_institution", _("certified institution (GI)")
        BOARD = "board", _("Child Protection Board (RvdK)")
        SAFETY = "safety", _("Veilig Thuis")
        LEGAL = "legal", _("lawyer or mediator")
        REPRESENTATIVE = "representative", _("family representative")
        OTHER = "other", _("other")

    class Advice(models.TextChoices):
        NONE = "none", _("no advice known")
        GO_ON = "go_on", _("go on as it is")
        SLOWER = "slower", _("first rest, then further")
        OTHER_HELP = "other_help", _("other help first")

    reference = models.CharField(max_length=16, unique=True, default=chain_reference, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="chain_links")
    domain = models.CharField(max_length=24, choices=Domain.choices)
    name = EncryptedTextField()
    #: Whose helper it is; empty when it concerns the whole family or the children.
    parent = models.ForeignKey(Parent, models.PROTECT, null=True, blank=True, related_name="chain_links")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=16, choices=Basis.choices)
    basis_explained = EncryptedTextField(blank=True)
    #: About whom the parents are asked per direction whether we may talk with them.
    partner = models.OneToOneField(SharingPartner, models.PROTECT, related_name="chain_link")
    advice = models.CharField(max_length=12, choices=Advice.choices, default=Advice.NONE)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="chain_links_added")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["domain", "since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="link_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["case", "since"], name="chain_link_case")]


class ReplyLink(models.Model):
    """One question to a partner without an account, answered once by a link (features.md E4).

    Only a digest of the link's secret is kept; the secret itself follows from the reference and the keyed hash.
    """

    reference = models.CharField(max_length=16, unique=True, default=chain_reference, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="reply_links")
    token_digest = models.CharField(max_length=64, unique=True)
    to_email = EncryptedTextField()
    to_name = EncryptedTextField()
    question = EncryptedTextField()
    basis = models.CharField(max_length=16, choices=Basis.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="partner_questions")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = EncryptedTextField(blank=True)
    answered_by = EncryptedTextField(blank=True)
    #: What came along with the answer: ciphertext on the private disk, and what kind of file it is (a MIME type).
    file = models.FileField(upload_to="antwoorden", blank=True)
    file_kind = models.CharField(max_length=40, blank=True)
    #: The worker has seen that no answer came, and goes on otherwise.
    let_go_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(answered_at=None, let_go_at=None), name="reply_link_open"),
            models.Index(fields=["case", "-asked_at"], name="reply_link_case"),
        ]

    @property
    def is_silent(self) -> bool:
        """No answer within the term, and nobody let it go yet."""
        open_still = self.answered_at is None and self.let_go_at is None
        return open_still and clock.now() >= self.asked_at + terms.silence()


class Handover(models.Model):
    """The centre hands a family on and keeps watching until the next helper has really started (features.md E7)."""

    reference = models.CharField(max_length=16, unique=True, default=chain_reference, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="handovers")
    to_name = EncryptedTextField()
    #: Keyed digest of the partner's name, so that two cases of one partner are seen as one partner.
    partner_key = models.CharField(max_length=64, blank=True)
    what = EncryptedTextField()
    #: A warm transfer: family, old and new helper talked together.
    is_warm = models.BooleanField(default=False)
    handed_on = models.DateField()
    started_on = models.DateField(null=True, blank=True)
    #: The last day of help that stopped before its goal.
    stopped_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="handovers_recorded")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="handovers_confirmed")

    class Meta:
        ordering = ["-handed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(started_on__gte=F("handed_on")), name="help_starts_after_handover"
            )
        ]
        indexes = [models.Index(fields=["handed_on"], condition=Q(started_on=None), name="handover_watched")]

    @property
    def due_on(self) -> date:
        """The day by which the next helper should have started."""
        return terms.help_starts_by(self.handed_on)

    @property
    def is_overdue(self) -> bool:
        return self.started_on is None and clock.today() > self.due_on


class HelpSignal(models.Model):
    """Help that was agreed did not come true: a signal about a partner, with what was done about it (features.md N6)."""

    class Kind(models.TextChoices):
        NOT_STARTED = "not_started", _("did not start")
        LATE = "late", _("started late")
        STOPPED = "stopped", _("stopped early")
        FALLS_SHORT = "falls_short", _("falls short")

    reference = models.CharField(max_length=16, unique=True, default=chain_reference, editable=False)
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    noticed_on = models.DateField(default=clock.today)
    noticed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="signals_noticed")
    explanation = EncryptedTextField(blank=True)
    #: What was done about it: a call, an agreement, other help. Empty asks for follow-up.
    follow_up = EncryptedTextField(blank=True)
    followed_up_on = models.DateField(null=True, blank=True)
    followed_up_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="signals_followed_up")

    class Meta:
        ordering = ["-noticed_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["handover", "kind"], name="each_signal_once_per_handover")]
        indexes = [
            models.Index(fields=["noticed_on"], condition=Q(followed_up_on=None), name="help_signal_open"),
            models.Index(fields=["-noticed_on"], name="help_signal_noticed"),
        ]


class CourtTrack(models.Model):
    """What a court asks of this trajectory and by when (domain.md 6); attendance and goals, never session content."""

    class Check(models.TextChoices):
        CLEAR = "clear", _("no contraindication found")
        FIRST_OTHER = "first_other", _("other help first")
        ABSOLUTE = "absolute", _("this help does not fit")

    reference = models.CharField(max_length=16, unique=True, default=chain_reference, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="court_tracks")
    court = models.CharField(max_length=120)
    case_number = EncryptedTextField()
    hearing_on = models.DateField(null=True, blank=True)
    pro_forma_on = models.DateField()
    #: One numbered goal of the court per line.
    goals = EncryptedTextField()
    #: The municipality's decision (beschikking) that makes the placement possible; a court cannot place directly.
    decision = models.CharField(max_length=120, blank=True)
    #: When and with which outcome somebody looked whether this help may go together with the court's wish.
    checked_on = models.DateField(null=True, blank=True)
    check_outcome = models.CharField(max_length=12, choices=Check.choices, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="court_tracks_recorded")

    class Meta:
        ordering = ["pro_forma_on", "pk"]
        indexes = [models.Index(fields=["pro_forma_on"], condition=Q(reported_on=None), name="court_track_open")]

    @property
    def goal_list(self) -> list[str]:
        return [line.strip() for line in self.goals.splitlines() if line.strip()]

    @property
    def due_on(self) -> date:
        """The last day for the report: three weeks before the pro-forma date."""
        return terms.report_to_court_by(self.pro_forma_on)

    @property
    def urgency(self) -> str:
        """ "" (far away), "info" from six weeks before, "warn" from four, "bad" from the last day on."""
        return "" if self.reported_on else terms.court_urgency(self.pro_forma_on)

    @property
    def is_late(self) -> bool:
        return self.reported_on is None and clock.today() > self.due_on
