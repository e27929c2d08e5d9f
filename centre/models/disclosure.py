"""What left the house about one person: to whom, on which ground, what and by whom (law.md R57). Never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre import clock
from centre.fields import EncryptedJSONField, EncryptedTextField
from centre.models.case import Case
from centre.models.dossier import Dossier
from centre.models.user import User
from centre.references import new_reference


def disclosure_reference() -> str:
    return new_reference("V", 10)


class Disclosure(models.Model):
    """One handing-over of facts from one dossier to somebody outside the team."""

    class To(models.TextChoices):
        BOARD = "board", _("child protection board")
        INSTITUTION = "institution", _("certified institution (guardian or supervisor)")
        SAFE_HOME = "safe_home", _("Veilig Thuis")
        POLICE = "police", _("police or public prosecutor")
        SCHOOL = "school", _("school")
        GP = "gp", _("general practitioner")
        COURT = "court", _("court")
        LAWYER = "lawyer", _("lawyer of this person")
        RESEARCHER = "researcher", _("researcher, under another name")
        OTHER = "other", _("somebody else")

    class Ground(models.TextChoices):
        """Why silence may be broken (Jw 7.3.11; 1:240 BW; Wmo 5.2.6)."""

        CONSENT = "consent", _("permission of this person")
        SUPERVISION = "supervision", _("information to the certified institution (Jw 7.3.11 paragraph 4)")
        BOARD = "board", _("information to the board (1:240 BW)")
        REPORT = "report", _("right to report to Veilig Thuis")
        DUTY = "duty", _("another legal duty or a court order")
        CONFLICT = "conflict", _("conflict of duties, weighed")

    reference = models.CharField(max_length=16, unique=True, default=disclosure_reference, editable=False)
    #: Made with the form, so that sending it twice writes it once.
    once = models.CharField(max_length=32, unique=True, default=disclosure_reference, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="disclosures")
    case = models.ForeignKey(Case, models.PROTECT, related_name="disclosures")
    kind_of_receiver = models.CharField(max_length=12, choices=To.choices)
    #: Organisation and function; a name of a person only where it is needed.
    receiver = EncryptedTextField()
    ground = models.CharField(max_length=12, choices=Ground.choices)
    #: What was said or sent.
    subject_matter = EncryptedTextField()
    #: The weighing in free words.
    weighing = EncryptedTextField(blank=True)
    #: Of a conflict of duties: the answer to each of the six questions, by name (centre/six_questions.py).
    answers = EncryptedJSONField(null=True, blank=True)
    #: Reference and day in the index of signals of young people (VIR) and in the justice exchange (CORV), where they apply.
    vir_number = models.CharField(max_length=40, blank=True)
    vir_on = models.DateField(null=True, blank=True)
    corv_number = models.CharField(max_length=40, blank=True)
    corv_on = models.DateField(null=True, blank=True)
    #: False: this person may not know it yet (safety); then it stays out of a copy of the file.
    is_open = models.BooleanField(default=True)
    given_on = models.DateField(default=clock.today)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="disclosures_entered")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("what was told to others")
        indexes = [models.Index(fields=["case", "-given_on"], name="disclosure_case_given")]

    @property
    def as_text(self) -> str:
        """For the person's own copy: day, receiver, ground, what, and where it was registered; the weighing stays here."""
        given = f"{self.given_on:%d-%m-%Y}, {self.get_kind_of_receiver_display()}: {self.receiver}"
        return "\n".join([given, f"{self.get_ground_display()}", self.subject_matter, *self.references])

    @property
    def references(self) -> list[str]:
        """Number and day in other systems, where they apply."""
        known = (("VIR", self.vir_number, self.vir_on), ("CORV", self.corv_number, self.corv_on))
        return [f"{name} {number}, {on:%d-%m-%Y}" for name, number, on in known if number and on]
