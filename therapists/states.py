"""Words of the register. A certificate has no stored state: `standing.py` derives it from dated facts."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    PARENT_LEAD = "parent_lead", _("parent therapist")
    CHILD_LEAD = "child_lead", _("child therapist")


class Standing(TextChoices):
    CANDIDATE = "candidate", _("candidate")
    IN_TRAINING = "in_training", _("in training")
    CERTIFIED = "certified", _("certified")
    RENEWAL_RUNNING = "renewal_running", _("certified, renewal running")
    EXPIRING = "expiring", _("certified, expires soon")
    EXPIRED = "expired", _("expired")
    SUSPENDED = "suspended", _("suspended")
    DEREGISTERED = "deregistered", _("deregistered")


class DecisionKind(TextChoices):
    GRANTED = "granted", _("certificate granted")
    NOT_YET = "not_yet", _("not yet")
    RENEWED = "renewed", _("certificate renewed")
    NOT_RENEWED = "not_renewed", _("certificate not renewed")
    SUSPENDED = "suspended", _("suspended")
    LIFTED = "lifted", _("suspension lifted")
    WITHDRAWN = "withdrawn", _("certificate withdrawn")


class ProfessionalRegister(TextChoices):
    """Public professional registers. SKJ: youth care workers; BIG: health care, among them psychologists."""

    SKJ = "skj", "SKJ"
    BIG = "big", "BIG"


class CourseKind(TextChoices):
    TRAINING = "training", _("training")
    WORKSHOP = "workshop", _("workshop")
    SUPERVISION = "supervision", _("supervision group")
    INTERVISION = "intervision", _("peer group")


class HoursKind(TextChoices):
    TREATMENT = "treatment", _("treatment of families")
    SUPERVISION = "supervision", _("supervision and peer consultation")
    CONSULTATION = "consultation", _("consultation for other professionals")
    TRAINING = "training", _("training")
    RESEARCH = "research", _("research")
    ADMINISTRATION = "administration", _("administration")


class Weekday(IntegerChoices):
    """As Python counts them: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")


class PublicField(TextChoices):
    """What somebody may show of oneself beside name, role, location and certificate; nothing of it by itself."""

    ABOUT = "about", _("what I write about myself")
    LANGUAGES = "languages", _("my languages")
    AGES = "age_groups", _("the ages that I work with")
    VIDEO = "video", _("that I talk by video call too")
    PHOTO = "photo", _("my photo")
    PHONE = "phone", _("my telephone number at work")
    WEBSITE = "website", _("my website")
    REGISTRATION = "registration", _("my number in SKJ or BIG, and when it was checked")


class AgeGroup(TextChoices):
    """Ages of children, first and last included."""

    YOUNG = "4-7", _("4 to 7 years")
    MIDDLE = "8-12", _("8 to 12 years")
    TEEN = "13-18", _("13 to 18 years")


class Language(TextChoices):
    """Languages in which somebody can talk with a family (ISO 639)."""

    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
    FRENCH = "fr", _("French")
    FRISIAN = "fy", _("Frisian")
    ARABIC = "ar", _("Arabic")
    TURKISH = "tr", _("Turkish")
    TAMAZIGHT = "zgh", _("Tamazight")
    POLISH = "pl", _("Polish")
    UKRAINIAN = "uk", _("Ukrainian")
    SPANISH = "es", _("Spanish")
    PAPIAMENTO = "pap", _("Papiamento")
    SIGN = "dse", _("Dutch Sign Language")
