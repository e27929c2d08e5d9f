"""The safety flag stands on every page of staff about a family, and on no page of the family or of who refers (D2, R54)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.services.safety import record_safety
from referrals.services.table import appoint_member, bring_in, convene, put_on_agenda
from tests.centre.signing_in import confirm
from tests.factories import intake, referrals
from tests.house.addresses import undone, walk
from tests.house.crawling import crawl

WORDS = "Veiligheid: lees eerst"
#: Doors that only answer who is named in a file of its own; those are asked for apart.
FIRST = {"reference", "case"}


def pages_of(case, street: str):
    """Every address of a street that a reference of this case fills: of the case alone, or with one of its people."""
    people = {
        "person": case.family.parents.order_by("pk").first().reference,
        "parent": case.family.parents.order_by("pk").first().reference,
        "dossier": case.family.parents.order_by("pk").first().dossiers.get().reference,
        "child": case.family.children.first().reference,
        "talk": next((talk.reference for talk in case.talks.all()), ""),
    }
    for address in walk():
        if address.street != street:
            continue
        names = [name for _kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", address.route)]
        if not names or names[0] not in FIRST:
            continue
        values = {names[0]: case.reference} | {name: people.get(name, "") for name in names[1:]}
        if names[1:] == ["reference"]:
            values["reference"] = people["dossier"]
        if all(values.values()):
            yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match.group(1)], address.route)  # noqa: B023


def shown(browser, case, street: str) -> dict[str, bool]:
    """{address: does it show the flag} of every page of a family that answers with a page."""
    found = {}
    for address in pages_of(case, street):
        with undone():
            answer = browser.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found[address] = WORDS in answer.content.decode()
    return found


@pytest.mark.parametrize(("street", "who", "least"), [("coordinatie", "cora", 35), ("praktijk", "thea", 20)])
def test_every_page_of_staff_about_a_family_shows_the_flag(cast, client_as, street, who, least):
    case = intake.case_at(cast.case, cast, "approve")
    user = getattr(cast, who)
    browser = confirm(client_as(user))

    before = shown(browser, case, street)
    record_safety(case=case, kind="flag_set", text="zorg", by=user)
    after = shown(browser, case, street)

    assert len(after) >= least, sorted(after)
    assert [address for address, has in before.items() if has] == []
    assert [address for address, has in after.items() if not has] == []


def test_no_page_of_the_family_or_of_who_referred_it_shows_the_flag(cast, client_as):
    case = referrals.accepted(cast).case
    for row in (case, cast.case):
        record_safety(case=row, kind="flag_set", text="zorg", by=cast.thea)
    mine = crawl(client_as(cast.anna), ["/mijn/"], stay_in=("/mijn/",), most=60)
    referred = crawl(confirm(client_as(cast.wim)), ["/verwijzen/"], stay_in=("/verwijzen/",), most=60)

    assert len(mine.seen) > 15 and len(referred.seen) > 5
    assert mine.hits(WORDS) == referred.hits(WORDS) == []
    assert mine.hits("tag--flag") == referred.hits("tag--flag") == []


def test_lists_of_staff_say_it_beside_each_family(cast, client_as):
    case = intake.case_at(cast.case, cast, "exploratory")
    bring_in(case=case, question="Hoe verder?", background="", by=cast.cora)
    record_safety(case=case, kind="flag_set", text="zorg", by=cast.thea)
    coordinator, therapist = confirm(client_as(cast.cora)), confirm(client_as(cast.thea))
    lists = [
        (coordinator, reverse("intake:desk")),
        (coordinator, reverse("referrals:without-director")),
        (coordinator, reverse("referrals:table-desk")),
        (therapist, reverse("intake:therapist-cases")),
    ]

    for browser, address in lists:
        assert browser.get(address).content.decode().count(WORDS) == 1, address


def test_who_thinks_along_at_the_consult_table_reads_no_flag_under_a_code_name(cast, client_as):
    """The same person could be at work elsewhere in the region, and need not know whose it is."""
    appoint_member(region=cast.north, user=cast.ulla, by=cast.cora)
    item = bring_in(case=cast.case, question="Hoe verder?", background="", by=cast.cora)
    put_on_agenda(
        item=item,
        meeting=convene(region=cast.north, starts_at=clock.now() + timedelta(days=7), place="Haarlem", by=cast.cora),
    )
    record_safety(case=cast.case, kind="flag_set", text="zorg", by=cast.thea)

    page = client_as(cast.ulla).get(reverse("referrals:table-read-therapist", args=[item.reference])).content.decode()

    assert item.code_name in page and WORDS not in page
