"""The address of a file without a session: 404, whether the file is there or not (features.md L7). Pages ask to sign in."""

import inspect
import re
from functools import cache

from django.conf import settings

from centre.audiences import STREETS
from centre.middleware import FILES_OF_LIBRARIES
from centre.models import Attachment
from centre.services.attachments import add_attachment
from tests.centre.hostile_files import picture
from tests.house.addresses import Address, walk

ADDRESSES = list(walk())
#: Pages with a form, of which the answer to a POST is a file; without a session they ask to sign in, like every page.
FORMS = {"centre:export-log"}
HANDS_OUT = re.compile(r"Content-Disposition|\bas_download\(|\brender_pdf\(|text/calendar")
FUNCTION = re.compile(r"^def (\w+)\(.*?(?=^(?:@|def |class )|\Z)", re.MULTILINE | re.DOTALL)


@cache
def functions() -> dict[tuple[str, str], str]:
    """(module, name) → source, of all functions of all views."""
    found = {}
    for room in ("centre", *settings.ROOMS):
        for path in (settings.BASE_DIR / room / "views").rglob("*.py"):
            module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
            found |= {(module, match[1]): match[0] for match in FUNCTION.finditer(path.read_text("utf-8"))}
    return found


@cache
def of_a_file() -> set[tuple[str, str]]:
    """Views and their helpers that make the answer a file, also through another function of their room."""
    makers = {key for key, source in functions().items() if HANDS_OUT.search(source)}
    while True:
        rooms = {(module.partition(".")[0], name) for module, name in makers}
        more = {
            key
            for key, source in functions().items()
            for room, name in rooms
            if key[0].partition(".")[0] == room and re.search(rf"(?<!def )(?<![\w.]){name}\(", source)
        }
        if more <= makers:
            return makers
        makers |= more


def is_file(address: Address) -> bool:
    view = inspect.unwrap(address.view)
    return (view.__module__, view.__name__) in of_a_file() or address.name in FILES_OF_LIBRARIES


GUARDED = [address for address in ADDRESSES if address.street in STREETS or address.name in FILES_OF_LIBRARIES]
FILES = [address for address in GUARDED if is_file(address) and address.name not in FORMS]


def test_every_view_that_hands_out_a_file_is_marked_and_no_other():
    marked = {address.name for address in GUARDED if getattr(address.view, "hands_out_a_file", False)}

    assert len(FILES) >= 20
    assert {address.name for address in FILES} - FILES_OF_LIBRARIES == marked


def test_without_a_session_the_address_of_a_file_is_404_by_every_method(client, db):
    told = [
        (address.route, method, response.status_code)
        for address in FILES
        for method in ("get", "head", "post")
        if (response := getattr(client, method)(address.path)).status_code != 404
    ]

    assert told == []


def test_a_file_that_is_there_answers_a_visitor_like_one_that_is_not(cast, client):
    row = add_attachment(
        dossier=cast.anna.dossiers.get(),
        case=cast.case,
        title="Brief",
        name="x.png",
        content=picture("PNG"),
        by=cast.anna.user,
    )
    assert Attachment.objects.get() == row

    there, not_there = (client.get(f"/mijn/documenten/{name}/") for name in (row.reference, "ZZ-33333333"))

    assert (there.status_code, not_there.status_code) == (404, 404)
    # The page names the address that was asked for nowhere, and the token of its form is new each time.
    without_token = [
        re.sub(rb'value="[^"]{16,}"|&quot;[^&]{16,}&quot;|"[a-zA-Z]{64}"', b"", page.content)
        for page in (there, not_there)
    ]
    assert without_token[0] == without_token[1]
    assert client.get("/mijn/documenten/")["Location"].startswith("/account/login/")


def test_an_unmarked_file_would_be_noticed(client, db, monkeypatch):
    view = next(address.view for address in FILES if address.name == "centre:my-document")
    monkeypatch.delattr(view, "hands_out_a_file")

    assert client.get("/mijn/documenten/ZZ-33333333/").status_code == 302
