"""What the libraries say at the door speaks the house's language."""

import re

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.template import engines
from django.utils.translation import gettext, override

from centre.wording import SIGN_IN
from referrals.forms.referral import ParentFormSet

FAMILIAR = re.compile(r"\b(je|jij|jou|jouw)\b", re.IGNORECASE)


@pytest.mark.parametrize("message", SIGN_IN)
def test_the_sign_in_pages_say_u(message):
    with override("nl"):
        assert gettext(message) != message
        assert not FAMILIAR.search(gettext(message))


def test_a_short_password_is_refused_in_dutch():
    with override("nl"), pytest.raises(ValidationError) as refused:
        MinimumLengthValidator(12).validate("kort")

    assert refused.value.messages == ["Dit wachtwoord is te kort. Het moet minstens 12 tekens hebben."]


def test_the_summary_of_errors_tells_the_rows_apart():
    with override("nl"):
        rows = ParentFormSet({"ouder-TOTAL_FORMS": "2", "ouder-INITIAL_FORMS": "0"}, prefix="ouder")
        rows.is_valid()
        html = (
            engines["django"]
            .from_string('{% include "forms/errors.html" with row_label="Ouder" %}')
            .render({"formset": rows})
        )

    assert "Ouder 1, Voornaam: Dit veld is verplicht." in html
    assert "Ouder 2, Voornaam: Dit veld is verplicht." in html


def test_the_demo_shows_the_page_of_production_for_a_missing_address(client, db, settings):
    settings.DEBUG = settings.DEMO = True

    response = client.get("/verwijzen/bestaat/niet/")

    assert response.status_code == 404
    assert "Wij vinden deze pagina niet" in response.content.decode()
    assert b"DEBUG = True" not in response.content
