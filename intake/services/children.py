"""The children of a case: one more, the same child in a second family, a name put right."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Child, Dossier, Parent, ParentalAuthority
from centre.services.authority import name_child
from centre.services.cases import ChildFacts, join_family
from centre.services.cases import add_child as make_child
from intake import routing

Evidence = ParentalAuthority.Evidence


@transaction.atomic
def add_child(
    *, case: Case, first_name: str, last_name: str, birth_date: date, town: str, named_by: list[Parent]
) -> Child:
    """A child that nobody knows yet; who has authority is not established. Raises ValidationError by field.

    `named_by`: the parents who spoke of this child; the other one does not read its name. The same child twice is one: a
    double click makes no second one, and a parent who names it later reads its name from then on.
    """
    _refuse_closed(case)
    parents = _parents(case)
    same = Child.objects.filter(families=case.family_id, first_name=first_name, birth_date=birth_date).first()
    if same is not None:
        for parent in named_by:
            name_child(child=same, parent=parent)
        return same
    municipality = routing.locate(town).municipality
    errors = {}
    if municipality is None:
        errors["town"] = _("We do not know this town or postcode. Try the municipality.")
    if birth_date > clock.today():
        errors["birth_date"] = _("This day is still to come.")
    if errors:
        raise ValidationError(errors)
    facts = ChildFacts(first_name, last_name, birth_date, municipality)
    unnamed = [parent for parent in parents if parent not in named_by]
    return make_child(family=case.family, facts=facts, holders=[], unclear=named_by, unnamed=unnamed, on=clock.today())


@transaction.atomic
def join_child(*, case: Case, child: Child, named_by: list[Parent]) -> Child:
    """A child of another family here belongs to this one as well (half-siblings): one child, one dossier.

    `named_by`: as for `add_child`.
    """
    _refuse_closed(case)
    parents = _parents(case)
    join_family(child=child, family=case.family)
    known = set(ParentalAuthority.objects.filter(child=child).values_list("parent", flat=True))
    for parent in parents:
        if parent.pk not in known:
            ParentalAuthority.objects.create(
                child=child, parent=parent, since=child.birth_date,
                evidence=Evidence.UNKNOWN if parent in named_by else Evidence.UNNAMED,
            )  # fmt: skip
        elif parent in named_by:
            name_child(child=child, parent=parent)
    return child


@transaction.atomic
def rename_child(*, child: Child, first_name: str, last_name: str) -> None:
    """Write the name as the papers have it; the child's own account and the term of the file follow."""
    child.first_name, child.last_name = first_name, last_name
    child.save(update_fields=["first_name", "last_name"])
    if child.user is not None:
        child.user.name = first_name
        child.user.save(update_fields=["name"])
    Dossier.objects.filter(child=child).update(last_content_change_at=clock.now())


def _parents(case: Case) -> list[Parent]:
    """Both, under lock: two who add the same child come one after the other."""
    return list(Parent.objects.select_for_update().filter(family=case.family_id).order_by("pk"))


def _refuse_closed(case: Case) -> None:
    if case.closed_on is not None:
        raise ValidationError(_("This case has been closed."))
