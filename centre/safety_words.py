"""The safety dossier as its pages read it: steps with their answers, and the advice in words."""

from itertools import groupby

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.forms_safety import QUESTIONS, STEP_FORMS, DecisionForm
from centre.models import ConcernStep, Dossier, SafetyConcern
from centre.reporting_code import DECISION, STEPS, next_step
from centre.services.concerns import advice_of


def concerns_in(dossier: Dossier) -> list[dict]:
    """Every walk through the code, newest first: its steps with answers, what comes next, and the decision in words.

    One query: a walk begins with its first step, so every walk is found by its steps.
    """
    newest = dossier.concerns.order_by("-opened_at", "-pk")[:25]
    steps = ConcernStep.objects.filter(concern__in=newest.values("pk")).select_related("concern", "taken_by")
    walks = groupby(steps.order_by("-concern__opened_at", "-concern", "pk"), key=lambda step: step.concern)
    return [_walk(concern, list(taken)) for concern, taken in walks]


def path_of(concern: SafetyConcern, *, now: str) -> list[dict]:
    """The steps as a timeline for the page of one step."""
    taken = {step.kind: step for step in concern.steps.all()}
    return [
        {
            "label": ConcernStep.Kind(kind).label,
            "date": taken[kind].taken_at if kind in taken else None,
            "done": kind in taken,
            "now": kind == now,
        }
        for kind in STEPS
    ]


def advice_in_words(concern: SafetyConcern) -> str:
    """What the five answers advise and which question settled it; empty before they are given."""
    advised = advice_of(concern)
    if advised is None:
        return ""
    label = dict(DecisionForm.base_fields["decision"].choices)[advised.decision]
    words = {"decision": label, "question": QUESTIONS[advised.because]}
    return _("Your answers advise: %(decision)s. This question settled it: “%(question)s”") % words


def answers_in_words(step: ConcernStep) -> list[dict]:
    """The answers of one step as rows of question and answer, in the order of its form."""
    fields = STEP_FORMS[step.kind]().fields
    return [
        {"label": field.label, "value": _value(field, step.answers[name])}
        for name, field in fields.items()
        if step.answers.get(name)
    ]


def _walk(concern: SafetyConcern, steps: list[ConcernStep]) -> dict:
    following = next_step({step.kind for step in steps})
    decision = next((step for step in steps if step.kind == DECISION), None)
    label = dict(DecisionForm.base_fields["decision"].choices).get(decision and decision.answers["decision"], "")
    lines = [
        {
            "title": step.get_kind_display(),
            "at": step.taken_at,
            "by": step.taken_by.name,
            "rows": answers_in_words(step),
        }
        for step in steps
    ]
    return {
        "concern": concern,
        "lines": lines,
        "next": following or ConcernStep.Kind.FOLLOW_UP,
        "next_label": ConcernStep.Kind(following or "follow_up").label,
        "decision": label,
    }


def _value(field, value: str) -> str:
    choices = dict(getattr(field, "choices", ()))
    if value in choices:
        return choices[value]
    day = parse_date(value) if hasattr(field, "input_formats") else None
    return date_format(day, "DATE_FORMAT") if day else value
