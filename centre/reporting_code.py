"""The reporting code for violence and neglect (meldcode): the order of the steps and what the five questions advise.

Pure: no Django. Besluit verplichte meldcode; the five questions of step 5 as the national weighing frame words them
(law.md section 3). A person decides; the advice only stands ready.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

SIGNALS, CONSULT, TALK, WEIGH, QUESTIONS, DECISION = "signals", "consult", "talk", "weigh", "questions", "decision"
#: The fifth step has two parts: the five questions, then the decision.
STEPS = (SIGNALS, CONSULT, TALK, WEIGH, QUESTIONS, DECISION)
#: The five questions of step 5 in their order.
SUSPICION, UNSAFE, HELP, COMMITMENT, RESULT = "suspicion", "unsafe", "help", "commitment", "result"
WEIGHINGS = (SUSPICION, UNSAFE, HELP, COMMITMENT, RESULT)
CLOSE, ORGANISE_HELP, REPORT = "close", "help", "report"


@dataclass(frozen=True)
class Advice:
    """What the answers lead to, and the question that settled it."""

    decision: str
    because: str


def next_step(taken: Collection[str]) -> str | None:
    """The first step that was not taken; None when the decision is there. A step is never skipped."""
    return next((step for step in STEPS if step not in taken), None)


def advice(answers: Mapping[str, bool]) -> Advice:
    """From the answers (question: yes or no) to close, organise help or report. KeyError when an answer is missing.

    Reporting always when it is acutely or structurally unsafe, also when help runs already (law.md S31, S33).
    """
    if answers[UNSAFE]:
        return Advice(REPORT, UNSAFE)
    if not answers[SUSPICION]:
        return Advice(CLOSE, SUSPICION)
    short = next((question for question in (HELP, COMMITMENT, RESULT) if not answers[question]), None)
    return Advice(REPORT, short) if short else Advice(ORGANISE_HELP, RESULT)


def needs_guard(answers: Mapping[str, bool], decision: str) -> bool:
    """Not reporting while it is unsafe: only the officer for the reporting code may sign that (law.md R55)."""
    return answers[UNSAFE] and decision != REPORT
