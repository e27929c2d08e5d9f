"""What this room asks of somebody today."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre.audiences import Audience
from centre.desk import Card, asks, counted, facts, total
from research.models import ResearchProject
from research.selectors.exports import copies_to_remove, waiting_requests
from research.selectors.questionnaires import open_follow_ups, own_questionnaires
from research.selectors.reports import published_for, ready_reports


def questions(user, audience: str) -> dict:
    """What the cards of the coordinator, the researcher and the privacy officer have to know."""
    if audience == Audience.PRIVACY:
        return {"projects": counted(ResearchProject.objects.waiting()), "exports": counted(waiting_requests())}
    if audience == Audience.RESEARCHER:
        return {"copies": counted(copies_to_remove(user))}
    if audience != Audience.COORDINATOR:
        return {}
    ready = ready_reports(user).order_by("requested_at", "pk")
    named = {"reference": "reference", "name": "municipality__name", "moment": "requested_at"}
    return {"calls": counted(open_follow_ups(user)), "ready": facts(ready, most=3, **named)}


@asks(questions)
def cards(user, audience: str, known: dict) -> list[Card]:
    """The cards of one person in one street."""
    makers = {
        Audience.PARENT: _questionnaires,
        Audience.CHILD: _questionnaires,
        Audience.MUNICIPALITY: _municipality,
    }
    if audience == Audience.PRIVACY:
        return _second_person(known)
    if audience == Audience.RESEARCHER:
        return _researcher(known)
    if audience == Audience.COORDINATOR:
        return _coordinator(known)
    make = makers.get(audience)
    return make(user, audience) if make else []


def _questionnaires(user, audience) -> list[Card]:
    waiting = own_questionnaires(user, audience).open
    if not waiting:
        return []
    name = "child" if audience == Audience.CHILD else "my"
    title = ngettext(
        "There is %(count)s questionnaire for you", "There are %(count)s questionnaires for you", len(waiting)
    )
    return [
        Card(
            title=title % {"count": len(waiting)},
            text=_("You can stop and go on later."),
            url=reverse(f"research:{name}-questionnaires"),
            label=_("Fill in"),
            minutes=sum(row.version.instrument.minutes for row in waiting),
            due=min(row.closes_on for row in waiting),
            tone="info",
        )
    ]


def _coordinator(known: dict) -> list[Card]:
    made = []
    if calls := total(known["calls"]):
        title = ngettext("%(count)s parent wants to be called", "%(count)s parents want to be called", calls)
        made.append(
            Card(
                title=title % {"count": calls},
                text=_("Not satisfied with the help, and asked for a call."),
                url=reverse("research:follow-ups"),
                label=_("See who"),
                tone="warn",
            )
        )
    for line in sorted(known["ready"], key=lambda line: line.moment):
        made.append(
            Card(
                title=_("The report about %(name)s is ready") % {"name": line.name},
                text=_("A second person looks at it and publishes it."),
                url=reverse("research:municipal-report", args=[line.reference]),
                label=_("Look at the report"),
                tone="good",
            )
        )
    return made


def _researcher(known: dict) -> list[Card]:
    made = [
        Card(
            title=_("Response and questionnaires"),
            text=_("How many were asked and answered, per wave and informant."),
            url=reverse("research:studies"),
            label=_("Look"),
        ),
        Card(
            title=_("Research projects"),
            text=_("A purpose, a last day, and data without names."),
            url=reverse("research:projects"),
            label=_("Look"),
        ),
    ]
    if total(known["copies"]):
        removal = Card(
            title=_("Remove your copies"),
            text=_(
                "Somebody took the permission back, or the study is over. This data set is not handed out any more. "
                "What was published before stays as it is."
            ),
            url=reverse("research:projects"),
            label=_("Look"),
            tone="bad",
        )
        made.insert(0, removal)
    return made


def _second_person(known: dict) -> list[Card]:
    titles = {
        "projects": _("A research project waits for you"),
        "exports": _("A data set for research waits for you"),
    }
    return [
        Card(
            title=title,
            text=_("Without a second person no study starts and no key opens."),
            url=reverse("research:unlocking"),
            label=_("Read and decide"),
            tone="warn",
        )
        for name, title in titles.items()
        if total(known[name])
    ]


def _municipality(user, audience) -> list[Card]:
    newest = published_for(user).order_by("-published_at").first()
    if newest is None:
        return []
    return [
        Card(
            title=_("A report about %(name)s") % {"name": newest.municipality.name},
            text=_("The newest published figures."),
            url=reverse("research:published-report", args=[newest.reference]),
            label=_("Read the report"),
            tone="good",
        )
    ]
