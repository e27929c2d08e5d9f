"""The coordinators' queue: which families wait for what, most urgent first, and what their cards count."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre import clock, selectors
from centre.audiences import Audience
from centre.models import Case, Parent, User
from intake.consents import turning_cases
from intake.deadlines import times_over
from intake.models import Application, Closing, HelpRequest, StillInterested
from intake.selectors import therapist_waiting as talks_and_stories
from intake.selectors import waiting_indications
from intake.states import AFTER_THE_ADVICE, STILL_OPEN, ApplicationState, RegistrationState

State = RegistrationState


def desk(user: User, state: str = "") -> QuerySet[Case]:
    """The coordinator's queue: open cases that somebody applied for, most urgent first. No answers, no letters."""
    cases = selectors.flagged(Case.objects.visible_to(user).open()).filter(registration__isnull=False)
    if state in State.values:
        cases = cases.filter(registration__state=state)
    else:
        # What lapsed has its own list; without it an index serves the queue among very many finished requests.
        cases = cases.filter(registration__state__in=STILL_OPEN)
        cases = CROSSING[state](cases) if state in CROSSING else cases
    cases = cases.select_related("registration", "region")
    return cases.order_by(F("registration__due_on").asc(nulls_last=True), "opened_on", "pk")


def overdue(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The term of this state is over."""
    return cases.filter(registration__due_on__lt=clock.today())


def taken_back(cases: QuerySet[Case]) -> QuerySet[Case]:
    """A parent took the own part back: somebody calls before anything ends."""
    return cases.filter(Exists(Application.objects.filter(case=OuterRef("pk"), state=ApplicationState.WITHDRAWN)))


def leaving(cases: QuerySet[Case]) -> QuerySet[Case]:
    """While waiting, somebody's latest answer was that help is no longer wanted."""
    later = StillInterested.objects.filter(dossier=OuterRef("dossier"), asked_on__gt=OuterRef("asked_on"))
    latest = StillInterested.objects.filter(~Exists(later.exclude(answer="")), answer=StillInterested.Answer.NO)
    return cases.filter(Exists(latest.filter(case=OuterRef("pk"))), registration__state=State.INDICATED)


def uninvited(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Still waiting for both parts, and a parent has no account to begin with: somebody calls and invites."""
    nobody = Parent.objects.filter(family=OuterRef("family"), user=None)
    return cases.filter(Exists(nobody), registration__state=State.WAITING)


def with_flag(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The safety flag is up, also while the family waits or after another advice."""
    return selectors.flagged(cases).filter(is_flagged=True)


def waiting_closings(user: User) -> QuerySet[Closing]:
    """Proposals to close that wait for this person's yes: never the own ones."""
    rows = Closing.objects.waiting().filter(case__registration__state__in=AFTER_THE_ADVICE)
    return rows.filter(case__in=Case.objects.visible_to(user).open()).exclude(proposed_by=user)


def closing(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Somebody proposed to close it."""
    return cases.filter(Exists(Closing.objects.waiting().filter(case=OuterRef("pk"))))


#: Filters that cut across the states.
CROSSING = {
    "flagged": with_flag,
    "closing": closing,
    "uninvited": uninvited,
    "overdue": overdue,
    "ages": turning_cases,
    "withdrawn": taken_back,
    "leaving": leaving,
}
DESK_FILTERS = [
    *State.choices,
    ("flagged", _("safety flag")),
    ("closing", _("proposed to close")),
    ("overdue", _("overdue")),
    ("uninvited", _("parent not invited")),
    ("ages", _("birthday of 12, 16 or 18")),
    ("withdrawn", _("part taken back")),
    ("leaving", _("no longer wants to wait")),
]


def desk_lines(cases: Iterable[Case]) -> list[dict]:
    """Each case of a page with its age in days, its deadline and how many terms it is over."""
    today = clock.today()
    return [
        {
            "case": case,
            "state": case.registration,
            "tone": TONES[case.registration.state],
            "age": (today - case.opened_on).days,
            "over": times_over(case.registration.state, timezone.localdate(case.registration.state_since), today),
        }
        for case in cases
    ]


#: Colour of a state; the words are always beside it.
TONES = {
    State.WAITING: "neutral",
    State.COMPLETE: "info",
    State.ASSESSING: "info",
    State.INDICATED: "good",
    State.NOT_INDICATED: "warn",
    State.LAPSED: "neutral",
}


def therapist_waiting(user: User) -> dict[str, QuerySet]:
    """What the cards of therapists count."""
    return talks_and_stories(user) | {"to_close": waiting_closings(user)}


def coordinator_waiting(user: User) -> dict[str, QuerySet]:
    """What the cards count: flags in the intake, terms that passed, new definitive requests, second looks, questions."""
    busy = [State.WAITING, State.COMPLETE, State.ASSESSING]
    open_cases = Case.objects.visible_to(user).open().filter(registration__isnull=False)
    cases = open_cases.filter(registration__state__in=busy)
    return {
        "flagged": with_flag(open_cases.filter(registration__state__in=STILL_OPEN)),
        "overdue": cases.filter(registration__due_on__lt=clock.today()),
        "complete": cases.filter(registration__state=State.COMPLETE),
        "to_approve": waiting_indications(user),
        "to_close": waiting_closings(user),
        "ages": turning_cases(open_cases),
        "withdrawn": taken_back(open_cases),
        "leaving": leaving(open_cases),
        "uninvited": uninvited(open_cases),
        "asked": help_requests(user),
        "unsafe": help_requests(user).filter(is_unsafe=True),
    }


def help_requests(user: User) -> QuerySet[HelpRequest]:
    """Requests without an account that wait for a coordinator of the region; an unknown town waits for everybody.

    Who is not safe now stands first, then the oldest.
    """
    here = Q(region__in=user.regions_as(Audience.COORDINATOR)) | Q(region=None)
    rows = HelpRequest.objects.filter(here, sent_at__isnull=False, handled_at=None)
    return rows.select_related("region").order_by("-is_unsafe", "sent_at", "pk")
