"""Nothing that is kept about a person is forgotten in the copy of the own file: every model says how, or why not."""

import pytest
from django.apps import apps
from django.db.models import Model

from centre import own_facts, own_rows
from centre.fields import EncryptedTextField
from centre.models import Case, Child, Dossier, Family, Parent, User

PEOPLE = (Parent, Child, Dossier, Case, Family)
#: Columns by which a row is about a user; by all others a member of staff wrote or decided something.
ABOUT_A_USER = {"user", "recipient", "person", "actor"}


def hangs_on_a_person(model: type[Model], steps: int = 3, passed: tuple = ()) -> bool:
    """Whether keys lead from a row of this model to somebody of a family, or to whose account it is."""
    if model in PEOPLE:
        return True
    for field in model._meta.concrete_fields if steps else ():
        if not field.is_relation or field.related_model in passed:
            continue
        if field.related_model is User:
            if field.name in ABOUT_A_USER:
                return True
        elif hangs_on_a_person(field.related_model, steps - 1, (*passed, model)):
            return True
    return False


def about_people() -> set[str]:
    return {model._meta.label for model in apps.get_models() if hangs_on_a_person(model)}


def content() -> set[str]:
    return {model._meta.label for model, _path, _names in own_rows.content_models()}


def test_every_model_about_a_person_is_told_in_the_copy_or_says_why_not():
    said = content() | set(own_facts.told()) | set(own_facts.stays_out())

    assert about_people() - said == set(), "add it to TOLD or STAYS_OUT of the room's own_facts.py"


def test_nothing_is_said_of_a_model_that_is_gone_or_said_twice():
    known = {model._meta.label for model in apps.get_models()}
    told, out = set(own_facts.told()), set(own_facts.stays_out())

    assert told | out <= known
    assert told & out == set()
    assert content() & out == set()
    assert all(len(why) > 30 for why in own_facts.stays_out().values())


def test_every_model_with_encrypted_words_says_where_they_come_out():
    """Also one that names its person by another column, or none."""
    worded = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, EncryptedTextField) for field in model._meta.concrete_fields)
    }

    assert worded - content() - set(own_facts.told()) - set(own_facts.stays_out()) == set()


@pytest.mark.parametrize("label", sorted(own_facts.told()))
def test_what_is_told_is_found_by_the_dossier_or_from_the_person(label):
    how, model = own_facts.told()[label], apps.get_model(label)
    assert label in content() or how.parent or how.child
    for path in (how.parent, how.child):
        assert not path or model._base_manager.filter(**{path: 0}).query is not None


def test_words_beside_a_person_are_never_left_out():
    """A model with encrypted words and a key to one parent or child holds that person's words: a reason is not enough."""
    beside = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, EncryptedTextField) for field in model._meta.concrete_fields)
        and any(field.is_relation and field.related_model in (Parent, Child) for field in model._meta.concrete_fields)
    }

    assert beside - set(own_facts.told()) - content() == {
        "centre.VaultEntry",
        "centre.LaterContact",
        "centre.FileRequest",
        "centre.ChildNumber",
    }
