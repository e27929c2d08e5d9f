"""Names of one study: the oracle of RFC 4231, another name per study, and never two things with one name."""

import pytest

from research import pseudonyms
from research.pseudonyms import FAMILY, PERSON, Collision, Pseudonyms


def test_the_digest_is_that_of_rfc_4231():
    assert (
        pseudonyms.digest(b"Jefe", "what do ya want for nothing?").hex()
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_a_person_has_one_name_in_a_study_and_another_in_every_other():
    one, two = Pseudonyms(b"k" * 32, "OND-1"), Pseudonyms(b"m" * 32, "OND-2")
    same_key = Pseudonyms(b"k" * 32, "OND-2")

    assert (
        one.name(PERSON, "G-1", "P-1")
        == one.name(PERSON, "G-1", "P-1")
        == Pseudonyms(b"k" * 32, "OND-1").name(PERSON, "G-1", "P-1")
    )
    names = {made.name(PERSON, "G-1", "P-1") for made in (one, two, same_key)} | {one.name(FAMILY, "G-1", "P-1")}
    assert len(names) == 4
    assert {len(name) for name in names} == {16}


def test_two_things_with_one_name_stop_everything(monkeypatch):
    monkeypatch.setattr(pseudonyms, "pseudonym", lambda key, text: "same")
    names = Pseudonyms(b"k" * 32, "OND-1")
    names.name(PERSON, "P-1")

    with pytest.raises(Collision):
        names.name(PERSON, "P-2")


def test_who_is_called_a_falls_by_lot_and_always_the_same():
    names = Pseudonyms(b"k" * 32, "OND-1")
    drawn = [names.drawn(f"G-{number}") for number in range(200)]

    assert 60 < sum(drawn) < 140
    assert drawn == [names.drawn(f"G-{number}") for number in range(200)]
