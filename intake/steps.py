"""The questions of an application in their order, and what follows from the answers. Plain data, no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CONTACT, SAFE_CONTACT, CHILDREN, SITUATION = "contact", "safe_contact", "children", "situation"
PROCEDURES, NETWORK, SAFETY, CONDITIONS = "procedures", "network", "safety", "conditions"
#: How many people around a parent can be named.
NETWORK_ROWS = 4


@dataclass(frozen=True)
class Step:
    """One page: its key in the answers, its word in the address, its title, and who reads the answers."""

    key: str
    slug: str
    title: str | Promise
    audience: str = "you_and_therapist"


STEPS = (
    Step(CONTACT, "gegevens", gettext_lazy("How can we reach you?"), "team"),
    Step(SAFE_CONTACT, "veilig-contact", gettext_lazy("How can we contact you safely?"), "team"),
    Step(CHILDREN, "kinderen", gettext_lazy("Your children"), "team"),
    Step(SITUATION, "situatie", gettext_lazy("What is going on?")),
    Step(PROCEDURES, "procedures", gettext_lazy("Is there a court case?")),
    Step(NETWORK, "mensen-om-u-heen", gettext_lazy("Who supports you?")),
    Step(SAFETY, "veiligheid", gettext_lazy("Do you feel safe?")),
    Step(CONDITIONS, "afspraken", gettext_lazy("What we agree on")),
)
BY_SLUG = {step.slug: step for step in STEPS}
BY_KEY = {step.key: step for step in STEPS}


def applicable(answers: Mapping) -> tuple[Step, ...]:
    """The questions for this parent. Who is not safe is not asked to promise anything together with the other parent."""
    if is_alarming(answers.get(SAFETY, {})):
        return tuple(step for step in STEPS if step.key != CONDITIONS)
    return STEPS


def authority_told(answers: Mapping, reference: str) -> str:
    """What somebody declared about the own authority over a child: yes, no, unsure, or empty while nothing was said."""
    return answers.get(CHILDREN, {}).get(f"authority_{reference}", "")


def number_of(step: Step) -> int:
    """The place of a question, from 1."""
    return STEPS.index(step) + 1


def following(step: Step, answers: Mapping) -> Step | None:
    place = number_of(step)
    return next((later for later in applicable(answers) if number_of(later) > place), None)


def preceding(step: Step) -> Step | None:
    place = number_of(step) - 2
    return STEPS[place] if place >= 0 else None


def first_missing(answers: Mapping) -> Step | None:
    """Where a parent goes on: the first question without an answer."""
    return next((step for step in applicable(answers) if step.key not in answers), None)


def is_alarming(answers: Mapping) -> bool:
    """The stop rule: afraid, hurt, or no contact allowed means people, not forms, take over (features.md D1)."""
    return (
        answers.get("afraid") in ("yes", "sometimes")
        or answers.get("violence") == "yes"
        or answers.get("contact_ban") == "yes"
    )


def safe_contact_note(answers: Mapping) -> str:
    """What staff reads before calling: channel, hours, voicemail, whether the other parent knows."""
    said = {"yes": _("yes"), "no": _("no"), "unsure": _("does not know")}
    told = {name: said.get(answers.get(name), "") for name in ("phone", "voicemail", "other_knows")}
    lines = [
        _("Phone: %(value)s") % {"value": told["phone"]},
        _("Voicemail: %(value)s") % {"value": told["voicemail"]},
        _("The other parent may know: %(value)s") % {"value": told["other_knows"]},
        answers.get("when", ""),
    ]
    return "\n".join(line for line in lines if line)


def network_of(answers: Mapping) -> Iterator[tuple[str, str]]:
    """(name, relation) of the people that this parent named."""
    told = answers.get(NETWORK, {})
    for number in range(1, NETWORK_ROWS + 1):
        if name := told.get(f"name_{number}"):
            yield name, told.get(f"relation_{number}", "")
