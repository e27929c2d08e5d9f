"""Recognise a family that was referred before, without anybody searching for people."""

from centre.fields import blind_index
from centre.reference.names import fold
from referrals.models import FamilyTrace, Referral


def digests_of(stated: dict) -> set[str]:
    """What recognises this family: each child by name and birth date, each parent by address."""
    children = {f"{fold(row['first_name'])}|{fold(row['last_name'])}|{row['birth_date']}" for row in stated["children"]}
    addresses = {row["email"].strip().lower() for row in stated["parents"]}
    return {blind_index(fact, purpose="family trace") for fact in children | addresses}


def keep_traces(*, referral: Referral) -> None:
    """Write the traces of what is stated now; earlier ones go."""
    wanted = digests_of(referral.stated)
    had = set(referral.traces.values_list("digest", flat=True))
    if had - wanted:
        referral.traces.filter(digest__in=had - wanted).delete()
    FamilyTrace.objects.bulk_create(FamilyTrace(referral=referral, digest=digest) for digest in sorted(wanted - had))
