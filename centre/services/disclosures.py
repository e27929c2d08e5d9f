"""Write down what was told to somebody outside the team (law.md R57). What is written does not change."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock, six_questions
from centre.models import Case, Disclosure, Dossier, User
from centre.services.same_form import require_same


@transaction.atomic
def disclose_all(*, people: Mapping[tuple[int, int], str], by: User, **facts) -> int:
    """The same handing-over about many people at once: {(dossier, case): once}; what is written already stays.

    A data set for a researcher does not restart the term of keeping (law.md R28): nothing in the help changed by it.
    `facts`: kind_of_receiver, receiver, ground, subject_matter. Returns how many were there after it.
    """
    rows = [
        Disclosure(dossier_id=dossier, case_id=case, once=once, given_on=clock.today(), entered_by=by, **facts)
        for (dossier, case), once in sorted(people.items())
    ]
    Disclosure.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    if facts["kind_of_receiver"] != Disclosure.To.RESEARCHER:
        files = Dossier.objects.filter(pk__in={row.dossier_id for row in rows})
        files.update(last_content_change_at=clock.now())
    return len(rows)


@transaction.atomic
def disclose(
    *,
    dossier: Dossier,
    case: Case,
    kind_of_receiver: str,
    receiver: str,
    ground: str,
    subject_matter: str,
    by: User,
    once: str,
    given_on: date | None = None,
    weighing: str = "",
    answers: Mapping[str, str] | None = None,
    references: Mapping[str, object] | None = None,
    is_open: bool = True,
) -> Disclosure:
    """Register one handing-over about one person; the same `once` writes it once.

    `answers`: to the six questions of a conflict of duties, by name. `references`: vir_number, vir_on, corv_number, corv_on.
    Raises ValidationError by field: a day to come, a conflict of duties of which a question is open, half a reference;
    and when `once` wrote something else before.
    """
    given_on, errors = given_on or clock.today(), {}
    if given_on > clock.today():
        errors["given_on"] = _("This day has not come yet.")
    if ground == Disclosure.Ground.CONFLICT:
        for name in six_questions.unanswered(answers):
            errors[name] = _("Answer this question: silence may be broken only after weighing.")
    else:
        answers = None
    references = references or {}
    for name in ("vir", "corv"):
        number, on = references.get(f"{name}_number") or "", references.get(f"{name}_on")
        if bool(number) != bool(on):
            errors[f"{name}_on" if number else f"{name}_number"] = _("Number and day belong together.")
        if on and on > clock.today():
            errors[f"{name}_on"] = _("This day has not come yet.")
    if errors:
        raise ValidationError(errors)
    facts = {"dossier": dossier, "case": case, "kind_of_receiver": kind_of_receiver, "receiver": receiver}
    facts |= {"ground": ground, "weighing": weighing, "answers": answers, **references}
    facts |= {"subject_matter": subject_matter, "is_open": is_open, "given_on": given_on}
    row, made = Disclosure.objects.get_or_create(once=once, defaults=facts | {"entered_by": by})
    require_same(row, **facts)
    if made:
        Dossier.objects.filter(pk=dossier.pk).update(last_content_change_at=clock.now())
    return row
