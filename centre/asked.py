"""Which permissions are asked of whom: each apart, none beforehand (law.md R6; Jw 7.3.4, 7.3.13, AVG 7)."""

from centre.models import ConsentText
from centre.models.consent import Purpose

ALWAYS = (Purpose.TREATMENT, Purpose.GROUP, Purpose.SHARING, Purpose.RESEARCH)
#: Asked from the day on which the centre publishes their text: a centre that does not film asks nobody about it.
ONCE_PUBLISHED = (Purpose.VIDEO, Purpose.MAIL)
#: Asked of each parent once, not per child.
OF_A_PARENT_ALONE = (Purpose.SHARING, Purpose.MAIL)


def asked_of_parents() -> list[Purpose]:
    """In the order in which a parent reads them."""
    published = ConsentText.objects.filter(purpose__in=ONCE_PUBLISHED).values_list("purpose", flat=True)
    return [*ALWAYS, *(purpose for purpose in ONCE_PUBLISHED if purpose in set(published))]


def asked_of_children() -> list[Purpose]:
    """What is about the child itself."""
    return [purpose for purpose in asked_of_parents() if purpose not in OF_A_PARENT_ALONE]
