"""What in a text may point at a person, found without looking anybody up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.nameless import pointing_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jordi wil niet mee.", ["Jordi"]),
        ("Zij zegt dat Anne-Marie belde.", ["Anne-Marie"]),
        ("Het meisje is geboren op 3 mei 2016.", ["3 mei 2016"]),
        ("Geboren 03-05-2016, postcode 2011 AB.", ["03-05-2016", "2011 AB"]),
        ("Bel 06-12345678 of mail a.b@example.org", ["a.b@example.org", "12345678", "06-12345678"]),
        ("Moeder van Sem en Noor slaapt slecht.", ["Sem", "Noor"]),
        ("Een kind van tien wil niet mee. De ouders zijn boos. Wat doen wij eerst?", []),
        ("Wij belden Veilig Thuis en de Raad voor de Kinderbescherming. De RvdK wacht.", []),
        ("Contact\nWat eerst?", []),
        ("", []),
    ],
)
def test_names_dates_and_addresses_are_named(text, words):
    assert pointing_words(text) == words


@given(st.text(max_size=300))
def test_any_text_is_answered_with_at_most_ten_words_of_it(text):
    words = pointing_words(text)

    assert len(words) <= 10
    assert all(word in text for word in words)
