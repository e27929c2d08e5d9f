"""What a sender's request says about which children this parent named: noted with the request, and put back with it."""

from collections.abc import Iterable

from centre.models import Case, Child, Parent, ParentalAuthority
from intake import matches
from intake.models import HelpRequest

Evidence = ParentalAuthority.Evidence


def note_whom_the_sender_named(row: HelpRequest, case: Case, parent: Parent, also: Iterable[Child] = ()) -> None:
    """Whom this parent names is no secret for it; of the others the name stays away while nothing is established.

    `also`: whom the sender named to staff, and not in the request. `row` under lock; what stood there is kept with it, also where it said so already: an earlier request that is undone
    then leaves it to this one.
    """
    lines = ParentalAuthority.objects.select_for_update(of=("self",)).filter(
        parent=parent, child__families=case.family_id, evidence__in=ParentalAuthority.NOT_ESTABLISHED
    )
    row.naming = []
    for line in lines.select_related("child").order_by("pk"):
        is_named = line.child in also or matches.names(row, line.child)
        if is_named or parent.user_id is None:
            after = Evidence.UNKNOWN if is_named else Evidence.UNNAMED
            row.naming.append([line.pk, line.evidence, after])
            ParentalAuthority.objects.filter(pk=line.pk).update(evidence=after)
    row.save(update_fields=["naming"])


def put_naming_back(rows: Iterable[HelpRequest]) -> None:
    """As it was before these requests (under lock); what was written about authority since stays.

    Where a later request that stands speaks of the same line, that one counts: it takes over what stood before.
    """
    for row in sorted(rows, key=lambda each: each.handled_at, reverse=True):
        later = list(HelpRequest.objects.select_for_update().filter(case=row.case, handled_at__gt=row.handled_at))
        for key, before, after in row.naming:
            said = [(each, entry) for each in later for entry in each.naming if entry[0] == key]
            if said:
                each, entry = min(said, key=lambda one: one[0].handled_at)
                entry[1] = before
                each.save(update_fields=["naming"])
            else:
                ParentalAuthority.objects.filter(pk=key, evidence=after).update(evidence=before)
        row.naming = []
        row.save(update_fields=["naming"])
