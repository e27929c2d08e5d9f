"""Asking to destroy a file: two readers, everything of that person gone in every room, nothing of the other parent touched."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from centre import clock, demo, own_rows
from centre.fields import EncryptedTextField
from centre.models import Dossier, ErasureReceipt, FileRequest, Message, Parent, User
from centre.services import erasure
from centre.services import file_requests as services
from centre.services import retention as keeping
from research.models import MunicipalReport
from tests.house.planting import CANARY, plant, rows_about


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The demo world, once for all tests of this file, and gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.build()
        transaction.set_rollback(True)


@pytest.fixture
def couple(world, db, settings, tmp_path):
    """Anna, whose files are full of canaries, and Bram."""
    settings.PRIVATE_ROOT = tmp_path
    anna, bram = (Parent.objects.get(user__email=f"{name}@example.org") for name in ("anna", "bram"))
    plant(anna)
    return anna, bram


@pytest.fixture
def readers(couple):
    return list(User.objects.filter(memberships__audience="coordinator").order_by("pk").distinct()[:1]) + list(
        User.objects.filter(memberships__audience="therapist").order_by("pk").distinct()[:1]
    )


def ask(parent, readers, outcome="granted"):
    row = services.ask(parent=parent, dossier=parent.dossiers.get(), kind="destruction", words="Weg ermee.")
    services.read_first(request=row, by=readers[0], outcome=outcome, explanation="Omdat.", grounds={})
    return row


def raw(parent) -> dict:
    """Every row about this parent as the database keeps it, ciphertext included."""
    kept = {}
    for model in own_rows.apps.get_models():
        rows = rows_about(model, parent)
        words = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        locked = {f"raw_{name}": Cast(name, models.TextField()) for name in words}
        plain = [field.attname for field in model._meta.concrete_fields if field.name not in words]
        kept[model._meta.label] = list(rows.annotate(**locked).order_by("pk").values_list(*plain, *locked))
    return kept


def words_left(parent) -> list[str]:
    """Names of encrypted columns about this parent that still hold a canary."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in own_rows.apps.get_models()
        for row in rows_about(model, parent)
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField) and CANARY in str(getattr(row, field.attname))
    ]


def test_what_two_readers_grant_is_gone_in_every_room_and_the_other_parent_keeps_every_byte(couple, readers):
    anna, bram = couple
    row = ask(anna, readers)
    assert len(words_left(anna)) > 8
    before = raw(bram)

    services.decide(request=row, by=readers[1])

    safely = {"centre.Parent.contact", "centre.Parent.safe_contact_note"}
    # Who lives with a parent stands in the safety file: another file, with a term of its own.
    assert set(words_left(anna)) - {"centre.CheckedAdult.name"} == safely, "how to reach somebody who is still here"
    after = raw(bram)
    assert {label for label in before if before[label] != after[label]} == set()
    receipt = ErasureReceipt.objects.get()
    assert (receipt.category, receipt.first_by, receipt.second_by) == ("request", *readers)
    row.refresh_from_db()
    assert row.words == "Weg ermee."
    anna.refresh_from_db()
    assert anna.user.is_active
    assert Message.objects.filter(recipient=anna.user, subject__icontains="antwoord").exists()


@pytest.mark.parametrize("outcome", ["refused"])
def test_what_is_not_granted_erases_nothing(couple, readers, outcome):
    anna, _bram = couple
    row, before = ask(anna, readers, outcome), words_left(anna)

    services.decide(request=row, by=readers[1])

    assert words_left(anna) == before
    assert not ErasureReceipt.objects.exists()


def test_a_hold_stops_destruction_before_anything_is_decided(couple, readers):
    anna, _bram = couple
    row, before = ask(anna, readers), words_left(anna)
    dossier = Dossier.objects.get(parent=anna)
    keeping.hold(dossier=dossier.reference, reason="Procedure", until=clock.today(), by=readers[0])

    with pytest.raises(ValidationError, match="."):
        services.decide(request=row, by=readers[1])

    assert words_left(anna) == before
    assert FileRequest.objects.get(pk=row.pk).decided_at is None


def test_when_the_term_is_over_for_all_nothing_of_the_family_is_left_and_old_reports_stay(couple, readers):
    anna, bram = couple
    plant(bram)
    reports = list(MunicipalReport.objects.order_by("pk").values())
    files = Q(parent__family=anna.family) | Q(child__families=anna.family) | Q(case__family=anna.family)
    for dossier in Dossier.objects.filter(files).distinct().order_by("pk"):
        erasure.erase(dossier=dossier, category="care", people=tuple(readers))

    assert not words_left(anna) + words_left(bram)
    anna.refresh_from_db()
    assert str(anna).strip() == anna.reference
    assert anna.contact in (None, {})
    assert list(MunicipalReport.objects.order_by("pk").values()) == reports
    cases = [case.pk for case in anna.family.cases.all()]
    assert not [
        f"{model._meta.label}.{field.name}"
        for model in own_rows.apps.get_models()
        if any(link.name == "case" for link in model._meta.concrete_fields)
        and not issubclass(model, own_rows.LEFT_OUT)
        and not any(link.name == "dossier" for link in model._meta.concrete_fields)
        for row in model._base_manager.filter(case__in=cases)
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField) and getattr(row, field.attname)
    ]
