"""Another e-mail address for the account: it waits, it can be taken back, and it never makes another person."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core.exceptions import ValidationError

from centre import clock
from centre.audiences import Audience
from centre.models import AddressMail, LaterContact, Message, Parent, User
from centre.services import contact_changes, own_address, people
from centre.services.safety import record_safety
from tests.cast import make_user
from tests.centre.signing_in import confirm
from tests.centre.test_safe_contact import ANSWERS

NEW = "nieuw@example.org"


def ask(browser, email=NEW):
    return confirm(browser).post("/account/email/", {"action_add": "", "email": email})


def open_the_link(browser, person, email=NEW):
    key = EmailConfirmationHMAC(EmailAddress.objects.get(user=person.user, email=email)).key
    return browser.post(f"/account/confirm-email/{key}/", follow=True)


def after(days):
    with clock.at(clock.now() + timedelta(days=days)):
        return contact_changes.carry_out_due()


def address_of(parent):
    row = Parent.objects.select_related("user").get(pk=parent.pk)
    return row.user.email, row.contact["email"]


def test_ac10_a_new_address_of_a_parent_waits_and_staff_of_a_case_with_a_risk_hears_it(cast, client_as):
    record_safety(case=cast.case, kind="flag_set", text="Zorg.", by=cast.cora)
    said = []
    for parent, email in ((cast.anna, NEW), (cast.carla, "anders@example.org")):
        browser = client_as(parent)
        ask(browser, email)
        page = open_the_link(browser, parent, email)
        said.append([str(message) for message in page.context["messages"]][-1])
        page = browser.get("/account/email/").content.decode()
        assert parent.user.email in page
        assert email in page

    assert address_of(cast.anna) == ("anna@example.org", "anna@example.org")
    # The same with and without a risk: what the page says gives nothing away.
    assert said[0] == said[1]
    assert Message.objects.filter(recipient=cast.cora).count() == 1
    # The old address hears of it, and nothing of the new one.
    (told,) = [row for row in AddressMail.objects.all() if row.address == "anna@example.org"]
    assert NEW not in told.text
    assert after(1) == 0
    assert after(4) == 2
    assert address_of(cast.anna) == (NEW, NEW)
    row = EmailAddress.objects.get(user=cast.anna.user)
    assert (row.email, row.verified, row.primary) == (NEW, True, True)


def test_ac10_a_second_click_does_not_start_the_waiting_again(cast, client_as):
    browser = client_as(cast.anna)
    ask(browser)
    open_the_link(browser, cast.anna)
    first = LaterContact.objects.get().counts_from
    with clock.at(clock.now() + timedelta(hours=5)):
        open_the_link(browser, cast.anna)

    assert LaterContact.objects.get().counts_from == first


def test_ac10_staff_stops_a_new_address_and_the_parent_takes_one_back(cast, client_as):
    for parent, email in ((cast.anna, NEW), (cast.bram, "anders@example.org")):
        browser = client_as(parent)
        ask(browser, email)
        open_the_link(browser, parent, email)
    page = f"/coordinatie/zaken/{cast.case.reference}/contact/{cast.anna.reference}/"
    client_as(cast.cora).post(f"{page}wijziging/stoppen/")
    confirm(client_as(cast.bram)).post("/account/email/", {"action_remove": "", "email": "anders@example.org"})

    after(4)

    assert address_of(cast.anna)[0] == "anna@example.org"
    assert address_of(cast.bram)[0] == "bram@example.org"


def test_ac10_other_answers_about_contact_do_not_lose_the_address_that_waits(cast, client_as):
    record_safety(case=cast.case, kind="flag_set", text="Zorg.", by=cast.cora)
    browser = client_as(cast.anna)
    ask(browser)
    open_the_link(browser, cast.anna)
    assert browser.get("/mijn/contact/").status_code == 200
    browser.post("/mijn/contact/", {**ANSWERS, "phone": "0699999999"})

    assert after(4) == 1

    assert address_of(cast.anna) == (NEW, NEW)
    assert cast.anna.vault.get(kind="phone").value == {"text": "0699999999"}


def test_who_is_no_parent_has_the_new_address_at_once_and_only_that_one(cast, client_as):
    young = make_user("sem", "Sem", Audience.CHILD)
    browser = client_as(young)
    ask(browser)
    key = EmailConfirmationHMAC(EmailAddress.objects.get(user=young, email=NEW)).key
    browser.post(f"/account/confirm-email/{key}/")

    assert User.objects.get(pk=young.pk).email == NEW
    assert EmailAddress.objects.get(user=young).email == NEW


def test_an_address_that_became_somebody_elses_meanwhile_changes_nothing(cast, client_as):
    young = make_user("sem", "Sem", Audience.CHILD)
    for person, key in ((cast.anna.user, "a"), (young, "g")):
        browser = client_as(person)
        ask(browser, f"{key}-{NEW}")
        User.objects.create_user(email=f"{key}-{NEW}", name="Iemand")
        link = EmailConfirmationHMAC(EmailAddress.objects.get(user=person, email=f"{key}-{NEW}")).key
        assert browser.post(f"/account/confirm-email/{link}/", follow=True).status_code == 200
    after(4)

    now = {User.objects.get(pk=pk).email for pk in (cast.anna.user.pk, young.pk)}
    assert now == {"anna@example.org", "sem@example.org"}


def test_an_account_in_use_is_never_exchanged_for_another_one(cast):
    cast.anna.contact = {"email": "tikfout@example.org"}
    cast.anna.save()

    with pytest.raises(ValidationError):
        people.invite_parent(parent=cast.anna, by=cast.cora)

    assert Parent.objects.get(pk=cast.anna.pk).user == cast.anna.user
    assert not User.objects.filter(email="tikfout@example.org").exists()


@pytest.mark.two_parent
def test_the_other_parent_in_the_account_cannot_send_its_mail_to_an_own_mailbox(cast, client_as):
    """Also written with a plus, dots or capitals; the page says the same as for an address of a stranger."""
    User.objects.create_user(email="vreemd@example.org", name="Iemand")
    said = {}
    for email in ("bram+1@example.org", "b.ram@example.org", "vreemd@example.org"):
        Message.objects.all().delete()
        browser = client_as(cast.anna)
        ask(browser, email)
        page = open_the_link(browser, cast.anna, email)
        said[email] = [str(message).replace(email, "") for message in page.context["messages"]]
        assert Message.objects.filter(recipient=cast.cora).count() == 1, email
        assert not EmailAddress.objects.filter(user=cast.anna.user, email=email).exists()

    assert len({tuple(words) for words in said.values()}) == 1
    assert "kan niet worden gebruikt" in said["bram+1@example.org"][-1]
    assert not LaterContact.objects.exists()
    assert address_of(cast.anna) == ("anna@example.org", "anna@example.org")


@pytest.mark.two_parent
def test_nobody_of_the_family_takes_over_the_mail_of_a_child(cast, client_as):
    people.invite_child(child=cast.sem, email="sem@example.org", by=cast.cora)
    young = User.objects.get(email="sem@example.org")
    EmailAddress.objects.create(user=young, email="carla+sem@example.org")
    contact = client_as(young)
    open_the_link(contact, cast.sem, "carla+sem@example.org")

    assert User.objects.get(pk=young.pk).email == "sem@example.org"
    assert Message.objects.filter(recipient=cast.cora).count() == 1
    assert not own_address.use_address(user=young, email="d.irk@example.org")


@pytest.mark.parametrize("way", ["days", "staff"])
def test_an_address_that_was_taken_while_it_waited_is_not_settled_as_done_and_staff_calls(cast, client_as, way):
    browser = client_as(cast.anna)
    ask(browser)
    open_the_link(browser, cast.anna)
    User.objects.create_user(email=NEW, name="Iemand")
    if way == "days":
        assert after(4) == 0
    else:
        page = f"/coordinatie/zaken/{cast.case.reference}/contact/{cast.anna.reference}/"
        answer = client_as(cast.cora).post(f"{page}wijziging/akkoord/", follow=True)
        assert "telt niet" in answer.content.decode()

    row = LaterContact.objects.get()
    assert row.settled_at and row.stopped_by
    assert Message.objects.filter(recipient=cast.cora).count() == 1
    assert address_of(cast.anna) == ("anna@example.org", "anna@example.org")
    assert after(5) == 0
    assert Message.objects.filter(recipient=cast.cora).count() == 1
