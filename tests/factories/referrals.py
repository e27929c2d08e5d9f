"""Referrals in every state, made through the services; named after their state."""

import uuid

from referrals import services
from referrals.models import Referral

ELS = {"first_name": "Els", "last_name": "Prins", "email": "els@example.org", "phone": "06 12345678"}
FRANK = {"first_name": "Frank", "last_name": "de Boer", "email": "frank@example.org", "phone": ""}


def lotte(cast) -> dict:
    return {
        "first_name": "Lotte",
        "last_name": "de Boer",
        "birth_date": "2017-03-04",
        "gender": "girl",
        "municipality": cast.haarlem.code,
    }


def draft(cast, *, by=None, organisation=None) -> Referral:
    """Only the parents are filled in."""
    return services.start_referral(
        ticket=uuid.uuid4(), organisation=organisation or cast.team, parents=[ELS, FRANK], by=by or cast.wim
    )


def complete_draft(cast, *, ground="consent", explained="", **who) -> Referral:
    """Everything is filled in, nothing is sent."""
    row = draft(cast, **who)
    services.save_children(referral=row, children=[lotte(cast)])
    services.save_question(referral=row, question="Hoe verder?", ground=ground, ground_explained=explained)
    row.refresh_from_db()
    return row


def submitted(cast, **kwargs) -> Referral:
    row = complete_draft(cast, **kwargs)
    services.submit_referral(referral=row, by=row.submitted_by)
    row.refresh_from_db()
    return row


def returned(cast, **kwargs) -> Referral:
    row = submitted(cast, **kwargs)
    services.return_referral(referral=row, reason="Wie weet hiervan?", by=cast.cora)
    row.refresh_from_db()
    return row


def declined(cast, **kwargs) -> Referral:
    row = submitted(cast, **kwargs)
    services.decline_referral(referral=row, reason="Eerst veiligheid.", by=cast.cora)
    row.refresh_from_db()
    return row


def withdrawn(cast, **kwargs) -> Referral:
    row = submitted(cast, **kwargs)
    services.withdraw_referral(referral=row, by=row.submitted_by)
    row.refresh_from_db()
    return row


def accepted(cast, **kwargs) -> Referral:
    """With a case of its own; both parents are invited."""
    row = submitted(cast, **kwargs)
    services.accept_referral(referral=row, by=cast.cora)
    row.refresh_from_db()
    return row


MAKERS = {
    "draft": complete_draft,
    "submitted": submitted,
    "accepted": accepted,
    "returned": returned,
    "declined": declined,
    "withdrawn": withdrawn,
}
