"""Everybody may choose Dutch or English: without a script, on any page, and the account remembers."""

import pytest
from django.utils import translation

from centre.models import User


@pytest.fixture(autouse=True)
def _dutch_afterwards():
    """A request leaves its language with the thread; the tests after these read Dutch."""
    with translation.override("nl"):
        yield


@pytest.mark.parametrize("path", ["/", "/account/login/", "/uitleg/ouders/"])
def test_a_visitor_chooses_a_language_and_stays_on_the_page(client, db, path):
    page = client.get(path).content.decode()
    assert 'lang="nl"' in page and "English" in page

    answer = client.post("/taal/", {"language": "en", "next": path})

    assert (answer.status_code, answer["Location"]) == (302, path)
    page = client.get(path).content.decode()
    assert '<html lang="en"' in page and "Skip to the content" in page


@pytest.mark.parametrize("name", ["anna", "thea", "wim", "cora", "rens", "gerda", "fiona", "sem"])
def test_each_kind_of_user_reads_english_everywhere_after_one_choice(cast, client_as, name):
    if name == "sem":
        cast.sem.user = User.objects.create_user(email="sem@example.org", name="Sem")
        cast.sem.save()
    person = getattr(getattr(cast, name), "user", getattr(cast, name))
    client_as(person).post("/taal/", {"language": "en"})

    page = client_as(person).get("/account/email/").content.decode()

    person.refresh_from_db()
    assert person.language == "en"
    assert '<html lang="en"' in page


@pytest.mark.parametrize("language", ["", "xx", "e" * 200_000])
def test_an_unknown_language_changes_nothing(cast, client_as, language):
    client = client_as(cast.anna)

    assert client.post("/taal/", {"language": language, "next": "https://elsewhere.example.org/"}).status_code == 302
    cast.anna.user.refresh_from_db()
    assert cast.anna.user.language == "nl"


def test_the_way_back_never_leads_outside(client, db):
    answer = client.post("/taal/", {"language": "en", "next": "https://elsewhere.example.org/"})

    assert answer["Location"] == "/"
    assert client.get("/taal/").status_code == 405
