"""No password is made of the words that everybody here would try first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password", ["Tweehuis-2026!", "t w e e h u i s 2026", "W3lkom-Haarlem-01", "Herfst2026Herfst", "K1nderenUitDeKnel", "moeder en vader 12"]
)  # fmt: skip
def test_words_of_the_house_are_refused_also_in_disguise(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "password_of_house_words" in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize("password", ["drie groene appels op tafel", "mijn kind eet graag peren", "vx9-Kd2!ppQ-77aZ"])
def test_a_sentence_of_ones_own_passes(password):
    validate_password(password)
