"""Give a case its region again when a child moves: by rule, with the rule that fired in the log (features.md B3)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Case, Child, Residence, User
from centre.services.people import record_residence
from intake import routing
from intake.models import RoutingStep


@transaction.atomic
def move_child(*, case: Case, child: Child, town: str, since: date, by: User) -> RoutingStep:
    """The child is registered elsewhere from a date; the case goes to the region that follows from all its children.

    `town`: a town, municipality or postcode. Nobody of us there: the region stays and the log says why.
    Raises ValidationError by field for an unknown town, a date that lies ahead or one before the last move or the birth.
    """
    if since > clock.today():
        raise ValidationError({"since": _("Write this down on the day itself.")})
    where = routing.locate(town)
    if where.municipality is None:
        raise ValidationError({"town": _("We do not know this town or postcode. Try the municipality.")})
    record_residence(child=child, municipality=where.municipality, since=since)
    chosen = routing.route_places(lived_in(case, moved={child.pk: where}))
    if chosen.region and chosen.region != case.region:
        case.region = chosen.region
        case.save(update_fields=["region"])
    return RoutingStep.objects.create(case=case, region=case.region, rule=chosen.rule, fact=chosen.fact, by=by)


def lived_in(case: Case, *, moved: Mapping[int, routing.Located] = MappingProxyType({})) -> list[routing.Located]:
    """Where each child is registered today, the oldest child first; `moved`: what was looked up just now, by child."""
    today = clock.today()
    rows = Residence.objects.filter(child__families=case.family_id, since__lte=today).exclude(until__lt=today)
    rows = rows.select_related("municipality__region").order_by("child__birth_date", "child")
    return [moved.get(row.child_id) or routing.registered_in(row.municipality) for row in rows]
