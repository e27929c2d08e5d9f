"""What recognises a family that was referred before, as keyed digests: nothing can be read back. Pure, no database."""

from centre.fields import blind_index
from centre.reference.names import fold


def digests_of(stated: dict) -> set[str]:
    """Digests of `Referral.stated`: each child by name and birth date, each parent by address."""
    children = {f"{fold(row['first_name'])}|{fold(row['last_name'])}|{row['birth_date']}" for row in stated["children"]}
    addresses = {row["email"].strip().lower() for row in stated["parents"]}
    return {blind_index(fact, purpose="family trace") for fact in children | addresses}
