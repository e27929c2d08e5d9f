"""A child without a number: four other facts in its place, an address that stays locked, and what may rest on it (R39)."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from centre import citizen_numbers, clock, own_file
from centre.audiences import Audience
from centre.citizen_numbers import Known
from centre.models import AccessLog, ChildIdentity, ChildNumber, Dossier
from centre.services import citizen_numbers as services
from centre.services import contact
from tests.cast import make_user
from tests.centre.signing_in import confirm
from tests.centre.test_people_care import NUMBER, number_page

STREET, POSTCODE = "Geheimlaan 77", "9876 ZZ"
FACTS = {
    "last_name": "van Beiden",
    "first_names": "Noor Johanna",
    "birth_date": "2018-05-04",
    "lives": "elsewhere",
    "postcode": "2011ab",
    "house_number": "12a",
    "reason": "not_registered",
    "explanation": "",
}


@pytest.fixture
def hidden(cast):
    """Where Anna lives, which nobody may learn."""
    contact.keep_contact(
        parent=cast.anna, contact={"street": STREET, "postcode": POSTCODE, "place": "Stil"}, by=cast.cora
    )
    entry = cast.anna.vault.get(kind="address")
    contact.hide(entry=entry, by=cast.cora)
    return entry


def keep(client, cast, **changes):
    return client.post(number_page(cast, "geen/"), FACTS | changes)


def standing(cast):
    return citizen_numbers.standing_of(cast.noor)


def test_the_four_facts_of_the_law_are_kept_with_reason_day_and_who_checked(cast, client_as):
    client, before = client_as(cast.cora), Dossier.objects.get(child=cast.noor).last_content_change_at
    assert client.get(number_page(cast, "geen/")).context["form"].initial["last_name"] == "van Beiden"
    for _twice in range(2):
        assert keep(client, cast)["Location"] == number_page(cast)

    row = ChildIdentity.objects.get()
    assert (row.last_name, row.first_names, str(row.birth_date)) == ("van Beiden", "Noor Johanna", "2018-05-04")
    assert row.place == {"postcode": "2011 AB", "house_number": "12a"}
    assert (row.reason, row.checked_by, row.checked_at.date()) == ("not_registered", cast.cora, clock.now().date())
    assert Dossier.objects.get(child=cast.noor).last_content_change_at > before
    page = client.get(number_page(cast)).content.decode()
    assert "Noor Johanna" in page
    assert cast.cora.name in page
    assert "2011" not in page
    own = AccessLog.objects.filter(label="identity without number", action="change", dossier__child=cast.noor)
    assert own.count() == 2


def test_the_address_of_such_a_child_is_shown_for_a_reason_after_confirming_and_logged(cast, client_as):
    client = client_as(cast.cora)
    keep(client, cast)
    address = number_page(cast, "geen/adres/")
    assert client.get(address)["Location"].startswith("/account/reauthenticate/")
    confirm(client)
    assert "2011" not in client.get(address).content.decode()
    assert client.post(address, {}).context["form"].errors

    shown = client.post(address, {"reason": "municipality"}).content.decode()

    assert "2011 AB, 12a" in shown
    assert 'http-equiv="refresh" content="60' in shown
    facts = {"label": "identity without number", "purpose": "municipality", "action": "view"}
    assert AccessLog.objects.filter(**facts, dossier__child=cast.noor).count() == 1


def test_a_secret_address_stays_in_the_vault_and_nowhere_else(cast, client_as, hidden):
    client = client_as(cast.cora)
    home = {"lives": cast.anna.reference, "postcode": "", "house_number": ""}
    assert keep(client, cast, **home).status_code == 302

    row = ChildIdentity.objects.get()
    assert (row.address, row.place) == (hidden, None)
    for tail in ("", "geen/"):
        page = client.get(number_page(cast, tail)).content.decode()
        assert not [word for word in (STREET, POSTCODE, "9876") if word in page]
    assert client.get(number_page(cast, "geen/adres/")).status_code == 404
    assert standing(cast).is_secret
    assert not standing(cast).may_go_by_ijw
    told = [piece.text for piece in own_file.pieces_of(Dossier.objects.get(child=cast.noor), cast.bram)]
    assert any("Noor Johanna" in text for text in told)
    assert not [text for text in told if "9876" in text or STREET in text]
    hidden.value = {"street": "Nieuwe weg 8", "postcode": "1234 AB"}
    hidden.save()
    assert "Nieuwe weg" not in client.get(number_page(cast)).content.decode()
    row = ChildIdentity.objects.get()
    assert row.address.value["street"] == "Nieuwe weg 8", "the vault is asked, nothing was copied"


def test_a_secret_address_cannot_be_typed_beside_the_vault(cast, client_as, hidden):
    page = keep(client_as(cast.cora), cast, lives=cast.anna.reference, postcode=POSTCODE, house_number="77")

    assert list(page.context["form"].errors) == ["postcode"]
    assert not ChildIdentity.objects.exists()


def test_in_the_database_everything_that_tells_who_it_is_or_where_is_ciphertext(cast, hidden):
    facts = {name: FACTS[name] for name in ("last_name", "first_names", "reason", "postcode", "house_number")}
    services.record_identity(child=cast.noor, birth_date=cast.noor.birth_date, home=None, by=cast.cora, **facts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM centre_childidentity")
        words = json.dumps(cursor.fetchall(), default=str)

    assert not [word for word in ("Johanna", "Beiden", "2011", "12a") if word in words]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_name": ""}, "last_name"),
        ({"first_names": ""}, "first_names"),
        ({"first_names": "x" * 200_000}, "first_names"),
        ({"birth_date": "31-02-2018"}, "birth_date"),
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"lives": ""}, "lives"),
        ({"lives": "P-33333333"}, "lives"),
        ({"postcode": ""}, "postcode"),
        ({"postcode": "0123 AB"}, "postcode"),
        ({"house_number": "bis"}, "house_number"),
        ({"reason": ""}, "reason"),
        ({"reason": "other"}, "explanation"),
        ({"explanation": "x" * 200_000}, "explanation"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_typed_words_stay(cast, client_as, changes, field):
    page = keep(client_as(cast.cora), cast, **changes)

    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["house_number"].value() == (FACTS | changes)["house_number"]
    assert not ChildIdentity.objects.exists()


def test_a_parent_of_whom_no_full_address_is_known_cannot_be_the_home(cast, client_as):
    page = keep(client_as(cast.cora), cast, lives=cast.bram.reference, postcode="", house_number="")

    assert list(page.context["form"].errors) == ["lives"]


def test_what_may_rest_on_it_follows_from_what_is_known(cast, hidden):
    contact.unhide(entry=hidden, by=cast.cora)
    contact.unhide(entry=hidden, by=make_user("coby", "Coby", Audience.COORDINATOR, region=cast.north))
    seen = [standing(cast)]
    facts = {name: FACTS[name] for name in ("last_name", "first_names", "reason")}
    row = services.record_identity(
        child=cast.noor, birth_date=cast.noor.birth_date, home=cast.anna, by=cast.cora, **facts
    )
    seen.append(standing(cast))
    row.address.delete()
    seen.append(standing(cast))
    for source in ("told", "sbvz"):
        services.record_number(child=cast.noor, number=NUMBER, source=source, by=cast.cora)
        seen.append(standing(cast))

    found = [(each.known, each.may_go_by_ijw, each.may_be_counted, bool(each.why_not_by_ijw)) for each in seen]
    assert found == [
        (Known.MISSING, False, False, True),
        (Known.WITHOUT, False, True, True),
        (Known.INCOMPLETE, False, False, True),
        (Known.UNCHECKED, False, False, True),
        (Known.CHECKED, True, True, False),
    ]


def test_a_number_that_was_told_is_nobodys_check_until_somebody_checks_it(cast, client_as):
    client = client_as(cast.cora)
    assert client.post(number_page(cast), {"number": NUMBER, "source": "told"}).status_code == 302
    row = ChildNumber.objects.get()
    assert (row.checked_by, row.checked_at) == (None, None)
    page = client.get(number_page(cast)).content.decode()
    assert "nog niet gecontroleerd" in page
    assert f"••••••{NUMBER[-3:]}" in page
    assert NUMBER not in page

    client.post(number_page(cast), {"number": NUMBER, "source": "document"})

    row = ChildNumber.objects.get()
    assert (row.checked_by, row.source) == (cast.cora, "document")
    for wrong in ({"checked_by": None}, {"source": "told"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChildNumber.objects.update(**wrong)


def test_when_a_number_comes_what_stood_in_for_it_goes_and_not_the_other_way_round(cast, client_as):
    client = client_as(cast.cora)
    keep(client, cast)
    client.post(number_page(cast), {"number": NUMBER, "source": "sbvz"})
    assert not ChildIdentity.objects.exists()

    page = keep(client, cast)

    assert page.context["form"].non_field_errors()
    assert not ChildIdentity.objects.exists()


def test_outside_production_only_numbers_for_trying_are_taken(cast, settings):
    settings.DEBUG = True
    with pytest.raises(ValidationError) as refused:
        services.record_number(child=cast.noor, number=NUMBER, source="sbvz", by=cast.cora)
    assert list(refused.value.message_dict) == ["number"]

    services.record_number(child=cast.noor, number="999990019", source="sbvz", by=cast.cora)
    settings.DEBUG = False
    with pytest.raises(ValidationError):
        services.record_number(child=cast.sem, number="999990111", source="sbvz", by=cast.cora)


@pytest.mark.idor
def test_nobody_else_reaches_a_childs_identity(cast, client_as):
    keep(client_as(cast.cora), cast)
    far = make_user("carel", "Carel", Audience.COORDINATOR, region=cast.east)
    for person in (far, cast.thea, cast.anna, cast.bram):
        client = confirm(client_as(person))
        for tail in ("geen/", "geen/adres/"):
            assert client.get(number_page(cast, tail)).status_code == 404
            assert client.post(number_page(cast, tail), FACTS | {"reason": "check"}).status_code == 404
    foreign = number_page(cast, "geen/").replace(cast.noor.reference, cast.sem.reference)
    assert client_as(cast.cora).get(foreign).status_code == 404
    assert ChildIdentity.objects.count() == 1


def test_the_page_costs_no_more_with_everything_on_it(cast, client_as, hidden, django_assert_max_num_queries):
    client = client_as(cast.cora)
    keep(client, cast, lives=cast.anna.reference, postcode="", house_number="")
    client.get(number_page(cast))

    with django_assert_max_num_queries(12):
        assert client.get(number_page(cast)).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=1)), django_assert_max_num_queries(15):
        assert keep(client, cast, house_number="12").status_code == 302
