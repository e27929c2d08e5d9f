"""Ask for a research project; a second person agrees or not, and makes its key by agreeing (law.md R73)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import User
from centre.services.notices import send_to_staff
from research import keys
from research.models import ResearchProject

#: The longest that one agreement lasts, in years; after that the purpose is weighed again.
LONGEST_YEARS = 5


class NotTheSecondPerson(Exception):
    """Who asks does not decide."""


class DecidedAlready(Exception):
    """There is a decision; it is not taken again."""


@transaction.atomic
def ask_project(*, title: str, purpose: str, level: str, ends_on: date, by: User) -> ResearchProject:
    """Leave a project that waits for a second person; the same words again while it waits give the same project.

    Raises ValidationError by field: a last day in the past, or more than LONGEST_YEARS ahead.
    """
    today = clock.today()
    if ends_on <= today:
        raise ValidationError({"ends_on": _("The last day lies ahead.")})
    if (ends_on - today).days > LONGEST_YEARS * 366:
        raise ValidationError({"ends_on": _("At most five years ahead: after that the purpose is weighed again.")})
    User.objects.select_for_update().get(pk=by.pk)
    same = ResearchProject.objects.waiting().filter(researcher=by, title=title, purpose=purpose, level=level)
    return same.filter(ends_on=ends_on).first() or ResearchProject.objects.create(
        title=title, purpose=purpose, level=level, ends_on=ends_on, researcher=by
    )


@transaction.atomic
def decide_project(*, project: ResearchProject, agrees: bool, by: User) -> ResearchProject:
    """Agree or not. Raises NotTheSecondPerson, DecidedAlready."""
    project = ResearchProject.objects.select_for_update().get(pk=project.pk)
    if project.researcher_id == by.pk:
        raise NotTheSecondPerson
    if project.decided_at:
        raise DecidedAlready
    project.is_approved, project.decided_by, project.decided_at = agrees, by, clock.now()
    project.save(update_fields=["is_approved", "decided_by", "decided_at"])
    if agrees:
        keys.make_key(project)
    subject = _("Your research project was approved") if agrees else _("Your research project was not approved")
    text = _("You find the project %(number)s in the portal, under Research projects.") % {"number": project.reference}
    send_to_staff(recipients=[project.researcher], subject=subject, text=text, by=by)
    return project
