"""What stands in /beheer/: reference data, in the reader's language, and nobody's account."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.urls import reverse
from django.utils.translation import gettext, override

from centre.models import User

#: Tables without people; another one comes in on purpose.
REFERENCE = {
    "centre.ConsentText", "centre.Municipality", "centre.Organisation", "centre.PageEdition", "centre.PageFilm", "centre.Place",
    "centre.ReferenceSource", "centre.Region", "centre.SchoolHoliday", "groups.CompositionWeights", "groups.Recipe",
    "intake.ConditionsText", "intake.CriteriaVersion", "referrals.HelpOffer",
}  # fmt: skip
#: Written the same in both languages.
SAME = {"film", "variant"}


@pytest.fixture
def keeper(client_as, db):
    """The browser of an administrator."""
    return client_as(User.objects.create_superuser(email="beheer@example.org", name="Beheer"))


def test_the_admin_holds_reference_data_and_no_addresses_sessions_or_second_factors():
    admin.autodiscover()

    assert {model._meta.label for model in admin.site._registry} == REFERENCE


def test_every_model_and_field_of_the_admin_has_a_name_of_its_own_in_dutch(rf, keeper):
    """A name that nobody gave is Django's guess: the English word of the code."""
    request = rf.get("/beheer/")
    request.user = User.objects.get(email="beheer@example.org")
    with override("nl"):
        guessed = [name for model, desk in admin.site._registry.items() for name in guesses(model, desk, request)]

    assert guessed == []


def guesses(model, desk, request):
    told = f"{model._meta.verbose_name} {model._meta.verbose_name_plural}".lower()
    if re.sub(r"(?<!^)([A-Z])", r" \1", model.__name__).lower() in told:
        yield model._meta.label
    fields = list(desk.get_form(request)().fields.items())
    for formset, _inline in desk.get_formsets_with_inlines(request):
        # The row's own model is where the reader is: it is not asked.
        fields += [(name, field) for name, field in formset.form().fields.items() if name != formset.fk.name]
    for name, field in fields:
        if is_guess(name, field.label):
            yield f"{model._meta.label}.{name}"
    for name in desk.list_display:
        if is_guess(name, label_for_field(name, model, desk)):
            yield f"{model._meta.label}.{name} in the list"


def is_guess(name: str, label) -> bool:
    return str(label).lower() == name.replace("_", " ") and name not in SAME


@pytest.mark.parametrize("page", ["changelist", "add"])
def test_every_page_of_the_admin_opens_and_says_what_it_holds(keeper, page):
    for model in admin.site._registry:
        response = keeper.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"))
        if page == "add" and model._meta.model_name == "referencesource":
            assert response.status_code == 403  # written by the load command only
            continue
        title = BeautifulSoup(response.content, "html.parser").title.get_text()
        assert response.status_code == 200
        with override("nl"):
            assert gettext(str(model._meta.verbose_name)) in title, model
