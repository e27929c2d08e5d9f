"""What of the register needs somebody today."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre import clock
from centre.audiences import Audience
from centre.desk import Card, asks, counted, facts, total
from centre.models import User
from therapists import selectors
from therapists.models import Certificate


def questions(user: User, audience: str) -> dict:
    if audience == Audience.THERAPIST:
        name = "portfolio__certificate__therapist__user__name"
        return {
            "reviews": facts(selectors.open_reviews(user), most=3, reference="reference", name=name),
            "supervisions": facts(selectors.supervisions_to_sign(user), most=3, reference="reference", name=name),
        }
    if audience == Audience.COMMUNITY:
        return {"circles": facts(selectors.own_meetings(user).filter(starts_at__gt=clock.now()), most=3,
                                 reference="reference", name="group__name", moment="starts_at")}  # fmt: skip
    if audience != Audience.COORDINATOR:
        return {}
    appeals = selectors.open_appeals().exclude(decision__decided_by=user)
    of_whom = {"reference": "decision__reference", "name": "decision__certificate__therapist__user__name"}
    return {
        "waiting": counted(selectors.waiting(user)),
        "appeals": facts(appeals, most=5, day="lodged_on", **of_whom),
    }


@asks(questions)
def cards(user: User, audience: str, known: dict) -> list[Card]:
    """Cards of this room for this hat."""
    if audience == Audience.COORDINATOR:
        return _for_the_desk(known)
    if audience == Audience.THERAPIST:
        return [*_to_judge(known), *_to_sign(known), *_for_oneself(user)]
    return _circles(known) if audience == Audience.COMMUNITY else []


def _for_the_desk(known: dict) -> list[Card]:
    found, desk = [], reverse("therapists:desk")
    if waiting := total(known["waiting"]):
        title = ngettext("%(n)s certificate waits for a decision", "%(n)s certificates wait for a decision", waiting)
        text = _("The old certificate counts until you decide.")
        found.append(
            Card(
                title % {"n": waiting}, text, f"{desk}?standing=waiting", _("To the register"), minutes=15, tone="warn"
            )
        )
    if ending := selectors.ending_soon(Certificate.objects.all(), on=clock.today()):
        title = ngettext(
            "%(n)s certificate ends within 90 days", "%(n)s certificates end within 90 days", len(ending)
        ) % {"n": len(ending)}
        text = ", ".join(row.therapist.user.name for row in ending[:3])
        due = ending[0].valid_until
        found.append(
            Card(title, text, f"{desk}?standing=expiring", _("To the register"), due=due, minutes=5, tone="info")
        )
    if unchecked := selectors.to_recheck(clock.today()):
        first = unchecked[0].therapist
        title = ngettext("Look up %(n)s registration number", "Look up %(n)s registration numbers", len(unchecked))
        url = reverse("therapists:sheet", args=[first.slug])
        found.append(Card(title % {"n": len(unchecked)}, first.user.name, url, _("To the first one"), minutes=5))
    found += [
        Card(
            _("An appeal waits for an answer"),
            line.name,
            reverse("therapists:answer-appeal", args=[line.reference]),
            _("Read the appeal"),
            minutes=20,
            tone="warn",
        )
        for line in sorted(known["appeals"], key=lambda line: line.day)
    ]
    return found


def _to_judge(known: dict) -> list[Card]:
    return [
        Card(
            _("Judge the portfolio of %(name)s") % {"name": line.name},
            _("Read, talk with the candidate, and judge."),
            reverse("therapists:review", args=[line.reference]),
            _("Read the portfolio"),
            minutes=45,
            tone="warn",
        )
        for line in known["reviews"]
    ]


def _to_sign(known: dict) -> list[Card]:
    return [
        Card(
            _("Your judgement as the supervisor of %(name)s") % {"name": line.name},
            _("Write what you saw, judge and sign."),
            reverse("therapists:supervision", args=[line.reference]),
            _("To the form"),
            minutes=30,
            tone="warn",
        )
        for line in known["supervisions"]
    ]


def _circles(known: dict) -> list[Card]:
    return [
        Card(
            line.name,
            date_format(timezone.localtime(line.moment), "l j F, H:i"),
            reverse("therapists:circle-meeting", args=[line.reference]),
            _("To the agenda"),
            tone="info",
        )
        for line in sorted(known["circles"], key=lambda line: line.moment)
    ]


def _for_oneself(user: User) -> list[Card]:
    rows = selectors.ending_soon(Certificate.objects.filter(therapist__user=user), on=clock.today())
    return [
        Card(
            _("Your certificate ends soon"),
            _("Ask for renewal before this day. It then counts until the decision."),
            reverse("therapists:my-profile"),
            _("Ask for renewal"),
            minutes=5,
            due=row.valid_until,
            tone="warn",
        )
        for row in rows
    ]
