"""People who sign in, and the hats they wear."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, Q
from django.utils.functional import cached_property

from centre import clock
from centre.audiences import Audience
from centre.models.organisation import Municipality, Organisation, Region
from centre.references import person_reference


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields):
        """A new person. Raises ValueError without an address: two people would become one account."""
        if not email.strip():
            raise ValueError("An account needs an address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """One human being; signs in by e-mail. What somebody may do hangs on memberships, never on this row."""

    reference = models.CharField(max_length=16, unique=True, default=person_reference, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open /beheer/ (reference data only).")
    date_joined = models.DateTimeField(default=clock.now)
    language = models.CharField(max_length=5, default="nl")

    #: The hat that is worn now: of the street in which this person walks (centre/middleware.py). Hats do not add up.
    wearing = ""
    #: The reference of the family about which somebody with two ex-partners reads now; empty: the newest one.
    reads_about = ""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """The hats of today, in one query per request; it says as well whether their wearer has a second factor."""
        hats = self.memberships.active().select_related("organisation", "region", "municipality")
        return list(hats.annotate(has_second_factor=Exists(self.authenticator_set.all())))

    @property
    def has_second_factor(self) -> bool:
        """Whether somebody with a hat has set one up."""
        return any(membership.has_second_factor for membership in self.current_memberships)

    @property
    def audiences(self) -> frozenset[str]:
        return frozenset(membership.audience for membership in self.current_memberships)

    def hats_as(self, audience: str) -> list["Membership"]:
        """The hats of this audience; none in the street of another one."""
        if self.wearing not in ("", audience):
            return []
        return [hat for hat in self.current_memberships if hat.audience == audience]

    def is_in(self, audience: str) -> bool:
        return bool(self.hats_as(audience))

    def regions_as(self, audience: str) -> list[int]:
        """Ids of the regions in which the user wears this hat; a hat without region covers none."""
        return [hat.region_id for hat in self.hats_as(audience) if hat.region_id]

    def organisations_as(self, audience: str) -> list[int]:
        return [hat.organisation_id for hat in self.hats_as(audience) if hat.organisation_id]

    def municipalities_as(self, audience: str) -> list[int]:
        return [hat.municipality_id for hat in self.hats_as(audience) if hat.municipality_id]


class MembershipQuerySet(models.QuerySet):
    def active(self):
        today = clock.today()
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today, user__is_active=True)


class Membership(models.Model):
    """A hat: this person belongs to this audience, for this organisation, between two dates (inclusive)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    audience = models.CharField(max_length=16, choices=Audience.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="memberships")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="memberships")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="memberships")
    #: Officer for the reporting code (aandachtsfunctionaris) of this region; law.md R55.
    guards_safety = models.BooleanField(default=False)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)
    #: When a colleague last asked whether this person still needs it.
    confirmed_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="membership_ends_after_it_starts"
            )
        ]
        indexes = [
            models.Index(fields=["user", "audience"], name="membership_user_audience"),
            # The desk of people asks for hats at work among those of all parents.
            models.Index(fields=["audience", "region"], name="membership_audience_region"),
        ]

    def __str__(self):
        return f"{self.user} – {self.get_audience_display()}"
