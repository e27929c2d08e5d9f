"""AC22: a page for developers, an error that names the other parent, the words of the database."""

import logging

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, IntegrityError, connection
from django.test import Client, RequestFactory

from centre.views.errors import server_error
from tests.house.addresses import walk

TELLS = "duplicate key (email)=(bram@example.org) KANARIE /srv/secret.py"


@pytest.fixture
def browser(cast, client_as):
    client = client_as(cast.anna)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("error", [IntegrityError, DatabaseError, KeyError, ValueError, RecursionError])
def test_ac22_an_error_shows_a_general_page_and_no_word_of_what_it_was(browser, monkeypatch, error):
    def breaks(*_args, **_kwargs):
        raise error(TELLS)

    monkeypatch.setattr("centre.selectors.message_box", breaks)

    response = browser.get("/mijn/berichten/")

    page = response.content.decode()
    assert response.status_code == 500
    assert "Er ging iets mis" in page
    for word in ("KANARIE", "bram", "Anna", "Traceback", "duplicate", "secret.py", error.__name__):
        assert word not in page


@pytest.mark.parametrize(("error", "status"), [(BadRequest, 400), (SuspiciousOperation, 400), (PermissionDenied, 403)])
def test_ac22_a_refusal_repeats_nothing_either(browser, monkeypatch, error, status):
    def breaks(*_args, **_kwargs):
        raise error(TELLS)

    monkeypatch.setattr("centre.selectors.message_box", breaks)

    response = browser.get("/mijn/berichten/")

    assert response.status_code == status
    assert "KANARIE" not in response.content.decode()


def test_ac22_the_page_needs_no_database_and_no_user(db, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.request_id = "0123456789abcdef"

    def refuse(*_args):
        raise DatabaseError("gone")

    with django_assert_num_queries(0), connection.execute_wrapper(refuse):
        response = server_error(request)

    assert response.status_code == 500
    assert "01234567" in response.content.decode()


def test_ac22_the_code_on_the_page_is_the_code_in_the_log(browser, monkeypatch, caplog):
    monkeypatch.setattr("centre.selectors.message_box", lambda _user: 1 / 0)

    with caplog.at_level(logging.ERROR, logger="centre.views.errors"):
        page = browser.get("/mijn/berichten/").content.decode()

    [line] = [record.getMessage() for record in caplog.records if record.name == "centre.views.errors"]
    assert line.rsplit(" ", 1)[1] in page


def test_ac22_a_database_that_is_gone_ends_in_the_same_page(db):
    def refuse(*_args):
        raise DatabaseError("password=geheim")

    with connection.execute_wrapper(refuse):
        response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "Er ging iets mis" in response.content.decode()
    assert "geheim" not in response.content.decode()


def test_ac22_nothing_for_developers_is_an_address(settings):
    assert settings.DEBUG is False
    assert not [address.route for address in walk() if "__debug__" in address.route or "silk" in address.route]
