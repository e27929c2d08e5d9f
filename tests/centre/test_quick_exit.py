"""Leaving quickly: out at once, and not back by the Back button."""

import pytest


@pytest.mark.parametrize("path", ["/", "/uitleg/ouders/", "/mijn/", "/account/login/", "/kind/"])
def test_for_a_minute_the_step_back_answers_with_the_neutral_site(client, db, settings, path):
    client.get("/weg/")

    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"] == settings.QUICK_EXIT_URL
    assert response["Cache-Control"] == "no-store"
    assert "Tweehuis" not in response.content.decode()


def test_the_marker_lives_a_minute_and_tells_nothing(client, db):
    marker = client.get("/weg/").cookies["w"]

    assert (marker["max-age"], marker["httponly"], marker.value) == (60, True, "1")


def test_leaving_deletes_the_cookies_of_the_portal(client, db, settings):
    cookies = client.get("/weg/").cookies

    assert cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
    assert cookies[settings.CSRF_COOKIE_NAME]["max-age"] == 0


def test_who_has_not_left_sees_the_page(client, db):
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/uitleg/ouders/", "/uitleg/kinderen/", "/uitleg/hulp-nu/", "/account/login/"])
def test_public_pages_show_the_way_out_and_the_numbers_without_a_script(client, db, path):
    page = client.get(path).content.decode()

    assert '<a class="quick-exit" id="snel-weg" href="/weg/" rel="noreferrer"' in page
    for number in ("tel:112", "tel:08002000", "tel:08000432"):
        assert number in page
