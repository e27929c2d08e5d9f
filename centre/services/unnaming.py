"""When a term is over the person goes as well: names, ways to reach, the account; and the words about a finished family."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import Model, Q

from centre import own_rows
from centre.audiences import FAMILY
from centre.fields import EncryptedTextField
from centre.models import Case, Child, CourtDecision, Dossier, Membership, Message, Parent, User


def rows_beside(person: Parent | Child) -> Iterator[Model]:
    """Rows with words that hang on the person rather than on the dossier: why somebody was absent, who is in the chain.

    A decision of a court is the whole family's: the authority of others rests on it, so it goes when all files are erased.
    """
    known = {model for model, _path, _names in own_rows.content_models()} | {*own_rows.LEFT_OUT, CourtDecision}
    for model in _models_with_words():
        if model in known:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is type(person):
                yield from model._base_manager.filter(**{field.name: person}).order_by("pk")


def rows_of_finished_family(dossier: Dossier, is_erased: Callable[[Dossier], bool]) -> Iterator[Model]:
    """Words about a case (referral, advice, letters), once the files of everybody in the family are erased.

    `is_erased`: whether that happened to another dossier of the family.
    """
    families = {dossier.parent.family_id} if dossier.parent_id else set()
    if dossier.child_id:
        families = set(dossier.child.families.values_list("pk", flat=True))
    for family in families:
        people = Dossier.objects.filter(Q(parent__family=family) | Q(child__families=family)).exclude(pk=dossier.pk)
        if all(is_erased(other) for other in people.select_related("parent", "child").distinct()):
            yield from _rows_of_cases(list(Case.objects.filter(family=family)))
            yield from CourtDecision.objects.filter(family=family).order_by("pk")


def _rows_of_cases(cases: list[Case]) -> Iterator[Model]:
    known = {model for model, _path, _names in own_rows.content_models()} | set(own_rows.LEFT_OUT)
    for model in _models_with_words():
        if model in known:
            continue
        for path in _ways_to_a_case(model):
            yield from model._base_manager.filter(**{f"{path}__in": cases}).order_by("pk")


def _models_with_words() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if any(isinstance(field, EncryptedTextField) for field in model._meta.concrete_fields)
    ]


def _ways_to_a_case(model: type[Model]) -> list[str]:
    relations = [field for field in model._meta.concrete_fields if field.is_relation]
    own = [field.name for field in relations if field.related_model is Case]
    further = [
        f"{field.name}__{step.name}"
        for field in relations
        for step in field.related_model._meta.concrete_fields
        if step.is_relation and step.related_model is Case
    ]
    return own or further


def unname(dossier: Dossier) -> Counter:
    """Put the reference in the place of the name; of a birth date only the year stays. Counts what changed."""
    person = dossier.parent or dossier.child
    if person is None or person.last_name == person.reference:
        return Counter()
    person.first_name, person.last_name = "", person.reference
    if isinstance(person, Parent):
        person.birth_date, person.contact, person.safe_contact_note = None, None, ""
    else:
        person.birth_date = date(person.birth_date.year, 1, 1)
    person.save()
    closed = person.user is not None and _close_account(person.user)
    return Counter({person._meta.label: 1, **({User._meta.label: 1} if closed else {})})


def _close_account(user: User) -> bool:
    """Unless the account serves another file or a hat at work."""
    others = Parent.objects.filter(user=user).exclude(first_name="").exists()
    at_work = Membership.objects.active().filter(user=user).exclude(audience__in=FAMILY).exists()
    if others or at_work:
        return False
    Message.objects.filter(recipient=user, dossier=None).delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.name, user.email, user.is_active = user.reference, f"{user.reference.lower()}@erased.invalid", False
    user.set_unusable_password()
    user.save()
    return True
