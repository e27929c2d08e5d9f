"""Public pages in editions, and the brochures that are made of them (features.md K1, N9)."""

import io
from datetime import timedelta

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre import clock, editions
from centre.models import PageEdition, User
from centre.services.editions import keep_editions

MONTH = timedelta(days=31)


def text_of(answer) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages).split())


@pytest.fixture
def kept(db):
    """Last month the parents' page said something else."""
    with clock.at(clock.now() - MONTH):
        keep_editions()
        PageEdition.objects.filter(page="ouders").update(text="## Vroeger\nToen stond hier dit.")
    keep_editions()


def test_a_changed_page_becomes_a_new_edition_and_an_unchanged_one_does_not(kept):
    assert keep_editions() == 0
    assert {page: PageEdition.objects.filter(page=page).count() for page in editions.FILES} == {
        page: 2 if page == "ouders" else 1 for page in editions.FILES
    }


@pytest.mark.parametrize("page", sorted(editions.FILES))
def test_the_text_of_each_page_file_is_read_whole(page):
    found = editions.text_of_file(page)

    assert len(found.title) > 5
    assert len(found.text) > 200
    assert "<" not in found.text


def test_the_brochure_of_today_holds_the_change_and_last_months_version_is_still_there(kept, client):
    today = client.get("/uitleg/brochure/ouders/")
    before = (clock.today() - timedelta(days=20)).isoformat()
    then = client.get(f"/uitleg/brochure/ouders/{before}/")

    assert "Toen stond hier dit." in text_of(then)
    assert "Toen stond hier dit." not in text_of(today)
    paper = pypdf.PdfReader(io.BytesIO(today.content))
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert client.get("/uitleg/brochures/").content.decode().count("/uitleg/brochure/ouders/") == 2


def test_a_brochure_is_kept_per_language_and_read_from_what_was_kept(kept, client, monkeypatch):
    dutch = client.get("/uitleg/brochure/ouders/")
    client.cookies["django_language"] = "en"
    english = client.get("/uitleg/brochure/ouders/")
    assert "Brochure voor ouders" in text_of(dutch)
    assert "Brochure for parents" in text_of(english)

    monkeypatch.setattr("centre.services.editions.draw", lambda page: pytest.fail("drawn twice"))
    assert client.get("/uitleg/brochure/ouders/").content == english.content


def test_an_administrator_changes_a_page_and_nothing_published_is_ever_changed(kept, client_as):
    admin = User.objects.create_superuser(email="beheer@example.org", name="Beheer")
    browser = client_as(admin)
    add = "/beheer/centre/pageedition/add/"
    assert "Hulp" in browser.get(f"{add}?page=ouders").content.decode()
    typed = {
        "page": "ouders",
        "title": "Nieuwe titel",
        "lead": "",
        "text": "## Kop\n- een\n- twee\n\n<script>x</script>",
    }
    assert browser.post(add, typed).status_code == 302

    page = browser.get("/uitleg/ouders/").content.decode()
    assert "Nieuwe titel" in page
    assert "<li>een</li><li>twee</li>" in page
    assert "<script>x" not in page
    assert "Nieuwe titel" in text_of(browser.get("/uitleg/brochure/ouders/"))
    newest = PageEdition.objects.filter(page="ouders").first()
    assert browser.post(f"/beheer/centre/pageedition/{newest.pk}/change/", typed).status_code == 403
    assert browser.post(f"/beheer/centre/pageedition/{newest.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("address", ["/", *(f"/uitleg/{page}/" for page in editions.FILES if page != editions.FRONT)])
def test_every_public_page_says_when_it_was_updated(kept, client, address):
    page = client.get(address).content.decode()

    assert "Bijgewerkt op" in page


@pytest.mark.parametrize(
    "address", ["/uitleg/brochure/kinderen/", "/uitleg/brochure/ouders/gisteren/", "/uitleg/brochure/ouders/2999-01-01/",
                "/uitleg/brochure/ouders/2001-01-01/", "/uitleg/voorpagina/", "/uitleg/brochure/ouders/2026-13-45/"],
)  # fmt: skip
def test_a_brochure_that_never_was_is_not_found(kept, client, address):
    assert client.get(address).status_code == 404


@given(st.text(max_size=400))
def test_any_text_is_cut_into_blocks_and_no_word_is_lost(text):
    lines = [line for block in editions.blocks(text) for line in block.lines]

    assert sum(len(line) for line in lines) <= len(text)
    assert all(block.kind in {"heading", "text", "items", "steps"} for block in editions.blocks(text))


@pytest.mark.parametrize("page", ["kinderen", "kinderen-8-12", "jongeren"])
def test_a_child_chooses_its_age_and_finds_other_words(kept, client, page):
    text = client.get(f"/uitleg/{page}/").content.decode()

    assert f'href="/uitleg/{page}/" aria-current="page"' in text.split("<main")[1]
    assert text.split("<main")[1].split("</nav>")[0].count("/uitleg/") == 3
    words = {name: editions.text_of_file(name).text for name in ("kinderen", "kinderen-8-12", "jongeren")}
    assert len(set(words.values())) == 3
