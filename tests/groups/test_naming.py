"""Which names a text holds: every part of a name, in the genitive, whatever the accents (law.md R23)."""

import pytest

from groups.naming import names_in
from groups.people import Couple, Person


def couple(*names) -> Couple:
    people = [Person("parent", n, f"P-{n}", *name, None) for n, name in enumerate(names)]
    return Couple(1, "Z", False, parents=people)


FAMILY = couple(
    ("Anne-Fleur", "van der Berg"), ("Jan Willem", "Jansen-de Vries"), ("Zoë", "'t Hart"), ("Bram", "El Idrissi")
)


@pytest.mark.parametrize(
    "text", ["Brams moeder was er", "Anne zei niets", "Fleurs tekening", "mevrouw Jansen", "De Vries kwam", "JAN", "Zoe's knuffel",
             "Willem lachte", "familie Berg", "Harts tas", "Idrissi"],
)  # fmt: skip
def test_a_part_of_a_name_and_a_genitive_are_found(text):
    assert names_in(text, [FAMILY])


@pytest.mark.parametrize(
    "text", ["De annalen van de groep.", "Het was te druk in de zaal", "der en den en el", "Bramen plukken", ""]
)
def test_particles_and_longer_words_name_nobody(text):
    assert names_in(text, [FAMILY]) == []


def test_ones_own_words_are_no_find():
    person = couple(("Jan", "Berg")).parents[0]

    assert names_in("Jan kwam te laat", [FAMILY], besides=person) == []
    assert names_in("Jan en Willem", [FAMILY], besides=person) == ["Jan Willem"]
