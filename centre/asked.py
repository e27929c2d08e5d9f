"""Which permissions are asked of whom: each apart, none beforehand (law.md R6; Jw 7.3.4, 7.3.13, AVG 7)."""

from django.utils.translation import pgettext_lazy

from centre.models import ConsentText
from centre.models.consent import Purpose

ALWAYS = (Purpose.TREATMENT, Purpose.GROUP, Purpose.SHARING, Purpose.RESEARCH)
#: Asked from the day on which the centre publishes their text: a centre that does not film asks nobody about it.
ONCE_PUBLISHED = (Purpose.VIDEO, Purpose.MAIL)
#: Asked of each parent once, not per child.
OF_A_PARENT_ALONE = (Purpose.SHARING, Purpose.HEARING, Purpose.MAIL)
#: Asked per partner, by name: the two directions. They stand where SHARING stands among the questions.
PER_PARTNER = (Purpose.SHARING, Purpose.HEARING)
#: What every child is asked, whatever the centre published.
ALWAYS_OF_A_CHILD = tuple(purpose for purpose in ALWAYS if purpose not in OF_A_PARENT_ALONE)
#: The question and what it is about, in words for a child. A purpose without its own words is never asked of one: under
#: other words a yes would be a yes to something else.
TO_A_CHILD = {
    Purpose.TREATMENT: (
        pgettext_lazy("to a child", "May we help you?"),
        pgettext_lazy(
            "to a child",
            "Somebody of us talks with you and writes down what is important for you. You may stop at any time.",
        ),
    ),
    Purpose.GROUP: (
        pgettext_lazy("to a child", "Do you want to be in a group with other children?"),
        pgettext_lazy(
            "to a child",
            "You see other children there and they see you. What you tell stays in the group. You may stop at any time.",
        ),
    ),
    Purpose.RESEARCH: (
        pgettext_lazy("to a child", "May researchers learn from your answers?"),
        pgettext_lazy("to a child", "Researchers see answers without names. Saying no changes nothing for you."),
    ),
    Purpose.VIDEO: (
        pgettext_lazy("to a child", "May we film you?"),
        pgettext_lazy(
            "to a child",
            "With the film we learn how to help children better. Saying no changes nothing for you. You may stop at any "
            "time.",
        ),
    ),
}


def asked_of_parents() -> list[Purpose]:
    """In the order in which a parent reads them."""
    published = ConsentText.objects.filter(purpose__in=ONCE_PUBLISHED).values_list("purpose", flat=True)
    return [*ALWAYS, *(purpose for purpose in ONCE_PUBLISHED if purpose in set(published))]


def asked_of_children() -> list[Purpose]:
    """What is about the child itself."""
    return [purpose for purpose in asked_of_parents() if purpose not in OF_A_PARENT_ALONE]
