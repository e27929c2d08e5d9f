"""A child that only one parent named: the other parent does not read its name until something is established (law.md R11)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from centre import agreement, children, clock, own_families
from centre.audiences import Audience
from centre.authority import age_on
from centre.models import Message, ParentalAuthority
from centre.services.authority import end_authority, record_authority
from centre.services.file_requests import may_ask_about
from groups.people import couples_of
from groups.services.incidents import NamesInNote, refuse_names
from intake import services, waiting
from intake.forms.family import BOTH
from intake.tasks import tell_birthdays
from research.selectors import asking
from tests.cast import make_user
from tests.intake.test_children_of_a_case import PIM, children_page
from tests.intake.test_matching import CHILD, EVA, FINN, asked, told

pytestmark = pytest.mark.two_parent
ONLY_EVAS = {"first_name": "Pinksterbloem", "birth_date": "2020-01-02", "town": "Haarlem"}


def opened(cast):
    """(case, parent who named both children, parent who named one, the child that only one named)"""
    one, two = asked(told(EVA, FINN, [CHILD, ONLY_EVAS])), asked(told(FINN, EVA))
    case = services.open_case_from(request=one, twin=two, by=cast.cora)
    parents = {parent.first_name: parent for parent in case.family.parents.all()}
    return case, parents["Éva"], parents["Finn"], case.family.children.get(first_name="Pinksterbloem")


def names(parent):
    return {child.first_name for child in children.known_to(parent)}


def test_the_parent_who_did_not_name_it_does_not_read_its_name_and_nothing_begins_without_this_parent(cast):
    case, eva, finn, only = opened(cast)

    assert (names(eva), names(finn)) == ({"Jordi", "Pinksterbloem"}, {"Jordi"})
    assert {mine.child for mine in children.children_of_parent(finn)} == set(children.known_to(finn))
    assert not may_ask_about(parent=finn, dossier=only.dossiers.get())
    line = next(row for row in agreement.consent_picture(case, "treatment") if row["person"] == only)
    assert str(finn) in line["missing_names"]
    # A plain yes about the own children is no word about a child that this parent did not name.
    assert ParentalAuthority.objects.get(child=only, parent=finn).evidence == "unnamed"


def test_papers_of_authority_show_it(cast):
    _case, _eva, finn, only = opened(cast)

    record_authority(child=only, parent=finn, since=only.birth_date, evidence="register", by=cast.cora)

    assert names(finn) == {"Jordi", "Pinksterbloem"}
    assert len(ParentalAuthority.objects.filter(child=only, parent=finn)) == 1


def test_papers_that_there_is_no_authority_leave_it_hidden_and_ask_no_yes(cast):
    case, _eva, finn, only = opened(cast)

    row = ParentalAuthority.objects.get(child=only, parent=finn)
    with clock.at(clock.now() + timedelta(days=365)):
        end_authority(authority=row, on=row.since)
        line = next(row for row in agreement.consent_picture(case, "treatment") if row["person"] == only)

    assert names(finn) == {"Jordi"}
    assert str(finn) not in line["missing_names"]


def test_a_parent_who_writes_later_shows_whom_that_parent_named(cast):
    case = services.open_case_from(request=asked(told(EVA, FINN, [CHILD, ONLY_EVAS])), by=cast.cora)
    finn = case.family.parents.get(first_name="Finn")

    services.attach_to_case(request=asked(told(FINN, EVA)), case=case, parent=finn, by=cast.cora)
    finn.refresh_from_db()
    assert names(finn) == {"Jordi"}

    services.attach_to_case(request=asked(told(FINN, EVA, [ONLY_EVAS])), case=case, parent=finn, by=cast.cora)
    assert names(finn) == {"Jordi", "Pinksterbloem"}


@pytest.mark.parametrize(("named", "bram_reads"), [(BOTH, True), ("anna", False)])
def test_staff_says_who_named_a_child_that_is_added(cast, client_as, named, bram_reads):
    key = named if named == BOTH else cast.anna.reference

    client_as(cast.cora).post(children_page(cast.case), PIM | {"named_by": key})

    assert "Pim" in names(cast.anna)
    assert ("Pim" in names(cast.bram)) is bram_reads
    page = client_as(cast.bram).get(reverse("centre:my-children")).content.decode()
    assert ("Pim" in page) is bram_reads


def test_who_named_the_child_has_to_be_said(cast, client_as):
    for wrong in ({"named_by": ""}, {"named_by": "vreemd"}, {"named_by": cast.carla.reference}):
        assert "named_by" in client_as(cast.cora).post(children_page(cast.case), PIM | wrong).context["form"].errors


def test_a_half_brother_of_another_family_stays_unknown_to_the_parent_who_did_not_name_him(cast, client_as):
    """C1: one child in two families; the ex-partner of the second one reads nothing of it anywhere."""
    services.join_child(case=cast.case, child=cast.sem, named_by=[cast.anna])

    assert cast.sem not in children.known_to(cast.bram)
    assert cast.sem in children.known_to(cast.carla)
    [family] = own_families.own_families(cast.bram.user)
    assert cast.sem.first_name not in family["names"]
    bram = client_as(cast.bram)
    for page in ("centre:child-looks", "centre:ask-outline"):
        assert bram.get(reverse(page, args=[cast.sem.reference])).status_code == 404


def test_no_list_asks_a_parent_about_a_child_whose_name_that_parent_does_not_read(cast):
    anna, bram, noor = cast.anna, cast.bram, cast.noor
    ParentalAuthority.objects.filter(parent=bram, child=noor).update(evidence="unnamed")
    hidden = asking._unnamed({cast.case.family_id})

    assert asking._is_about((bram, None, noor), hidden)
    assert not asking._is_about((anna, None, noor), hidden)
    assert not asking._is_about((bram, None, None), hidden)
    assert not asking._is_about((None, noor, None), hidden)


def test_the_own_word_is_not_asked_about_it(cast, client_as):
    """The own yes of the application goes for the children whom the page shows."""
    ParentalAuthority.objects.filter(parent=cast.bram, child=cast.noor).update(evidence="unnamed")

    page = client_as(cast.bram).get(reverse("centre:my-consents")).content.decode()

    assert cast.noor.first_name not in page


def test_a_child_that_is_added_again_is_known_to_the_parent_who_names_it_now(cast):
    facts = {"first_name": "Pim", "last_name": "Visser", "birth_date": clock.today(), "town": "Haarlem"}
    pim = services.add_child(case=cast.case, named_by=[cast.anna], **facts)
    assert "Pim" not in names(cast.bram)

    assert services.add_child(case=cast.case, named_by=[cast.bram], **facts) == pim

    assert "Pim" in names(cast.bram)
    assert ParentalAuthority.objects.get(child=pim, parent=cast.bram).evidence == "unknown"


def test_a_half_brother_is_known_to_the_parent_who_names_him_later(cast):
    services.join_child(case=cast.case, child=cast.sem, named_by=[cast.anna])
    assert cast.sem.first_name not in names(cast.bram)

    services.join_child(case=cast.case, child=cast.sem, named_by=[cast.bram])

    assert cast.sem.first_name in names(cast.bram)


def test_its_birthday_is_told_to_the_parent_who_named_it_alone(cast):
    case, eva, finn, only = opened(cast)
    for parent in (eva, finn):
        parent.user = parent.user or make_user(parent.first_name, Audience.PARENT)
        parent.save()
    type(case).objects.filter(pk=case.pk).update(opened_on=date(2026, 1, 5))

    assert tell_birthdays(now="2032-01-02T09:10") == 1

    assert [row.recipient for row in Message.objects.filter(sending__contains="birthday")] == [eva.user]
    assert only.first_name in Message.objects.get(sending__contains="birthday").text


def test_help_meanwhile_is_for_the_oldest_child_that_the_parent_knows_of(cast, monkeypatch):
    _case, eva, finn, only = opened(cast)
    only.birth_date = date(2012, 1, 2)
    only.save()
    asked_for = []
    monkeypatch.setattr(waiting, "help_offers", lambda **facts: asked_for.append(facts["age"]) or [])

    for parent in (eva, finn):
        waiting.bridging_help(parent)

    jordi = children.known_to(finn).get()
    assert asked_for == [age_on(only.birth_date, clock.today()), age_on(jordi.birth_date, clock.today())]


def test_a_text_in_the_file_of_the_parent_who_does_not_know_it_does_not_name_it(cast):
    case, eva, finn, only = opened(cast)
    couple = couples_of([case.pk], [clock.today()])[case.pk]
    people = {person.pk: person for person in couple.parents}

    refuse_names(f"Met {only.first_name} gaat het goed.", people[eva.pk], [couple], "text")
    with pytest.raises(NamesInNote):
        refuse_names(f"Met {only.first_name} gaat het goed.", people[finn.pk], [couple], "text")


def test_a_list_of_questions_is_asked_by_the_same_rule_as_the_name_is_shown(cast):
    case, _eva, finn, only = opened(cast)
    row = ParentalAuthority.objects.get(child=only, parent=finn)
    pair = (finn.pk, only.pk)
    assert pair in asking._unnamed({case.family_id})

    with clock.at(clock.now() + timedelta(days=365)):
        end_authority(authority=row, on=row.since)
        assert pair in asking._unnamed({case.family_id})
        record_authority(child=only, parent=finn, since=clock.today(), evidence="court", by=cast.cora)

        assert pair not in asking._unnamed({case.family_id})
        assert only.first_name in names(finn)


@pytest.fixture
def noortje(cast):
    """The same child a second time in the family; Bram, who did not name the first, said to have authority here."""
    ParentalAuthority.objects.filter(child=cast.noor, parent=cast.bram).update(evidence="unnamed")
    facts = {"first_name": "Noortje", "last_name": "Visser", "birth_date": cast.noor.birth_date, "town": "Haarlem"}
    return services.add_child(case=cast.case, named_by=[cast.bram], **facts)


def merged(cast, gone):
    return services.merge_children(kept=cast.noor, gone=gone, reason="Zelfde kind", by=cast.cora)


@pytest.mark.parametrize("evidence", ["unknown", "register"])
def test_of_two_rows_of_one_child_a_parent_who_named_one_named_the_child(cast, noortje, evidence):
    if evidence == "register":
        record_authority(
            child=noortje, parent=cast.bram, since=date(2020, 3, 1), evidence=evidence, by=cast.cora
        )  # fmt: skip
    before = ParentalAuthority.objects.filter(child=cast.noor, parent=cast.bram).values().get()
    known = ParentalAuthority.objects.get(child=noortje, parent=cast.bram)

    merge = merged(cast, noortje)

    assert cast.noor.first_name in names(cast.bram)
    line = ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram)
    assert (line.evidence, line.since, line.checked_on) == (evidence, known.since, known.checked_on)

    services.undo_merge(merge=merge, by=cast.cora)
    assert ParentalAuthority.objects.filter(child=cast.noor, parent=cast.bram).values().get() == before


def test_papers_that_were_seen_after_two_rows_became_one_stay(cast, noortje):
    merge = merged(cast, noortje)
    record_authority(
        child=cast.noor, parent=cast.bram, since=cast.noor.birth_date, evidence="register", by=cast.cora
    )  # fmt: skip

    services.undo_merge(merge=merge, by=cast.cora)

    assert ParentalAuthority.objects.get(child=cast.noor, parent=cast.bram).evidence == "register"
    assert cast.noor.first_name in names(cast.bram)
