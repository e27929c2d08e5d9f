"""Shared predicates; the list defines the object, so that they cannot disagree."""

import rules

from centre.audiences import Audience
from centre.models import Case
from centre.models.vault import Visibility


def in_audience(*audiences: str):
    """The user wears one of these hats today."""

    @rules.predicate(f"in_audience:{','.join(audiences)}")
    def predicate(user):
        return any(user.is_in(audience) for audience in audiences)

    return predicate


@rules.predicate
def can_view_case(user, case):
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


@rules.predicate
def is_open_to_staff(user, entry):
    """A secret value is for coordinators only."""
    return entry.visibility != Visibility.SECRET or user.is_in(Audience.COORDINATOR)


@rules.predicate
def works_with_this_parent(user, entry):
    return Case.objects.visible_to(user).filter(family__parents=entry.parent_id).exists()


is_coordinator = in_audience(Audience.COORDINATOR)
is_staff_member = in_audience(Audience.COORDINATOR, Audience.THERAPIST)

rules.add_perm("centre.view_case", can_view_case)
rules.add_perm("centre.coordinate_case", is_coordinator & can_view_case)
rules.add_perm("centre.reveal_contact", is_staff_member & works_with_this_parent & is_open_to_staff)
