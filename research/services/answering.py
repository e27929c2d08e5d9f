"""Save a page, send the answers, score them. One informant's rows only; nothing of another's is read."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import Dossier, User
from centre.services.notices import suppress_notices
from research import definitions, scoring
from research.models import FollowUp, Measurement, Response, Score
from research.services.measuring import notice_prefix
from research.states import MEASUREMENT, MeasurementState

#: Below this mark for the help, somebody calls when the parent wants that (features.md J7).
UNHAPPY_BELOW = 6


class StaleRevision(Exception):
    """The page was saved elsewhere in the meantime; the typed answers are still with the sender."""


class Closed(Exception):
    """Not open yet, over, or answered already."""


class Incomplete(Exception):
    """A page still has an item without an answer or a reason."""


@transaction.atomic
def save_page(*, measurement: Measurement, answers: dict[str, int], revision: int) -> Response:
    """Keep the answers of one page. Sending the same page twice is the same as once.

    Raises Closed, StaleRevision, and ValidationError for an answer that the list does not know.
    """
    response = _locked_response(measurement)
    _refuse_strange(measurement.version.definition, answers)
    kept = {**response.answers, **answers}
    if response.revision != revision:
        if kept == response.answers:
            return response
        raise StaleRevision
    response.answers, response.saved_at, response.revision = kept, clock.now(), revision + 1
    response.save(update_fields=["answers", "saved_at", "revision"])
    return response


@transaction.atomic
def submit_response(*, measurement: Measurement, by: User) -> Response:
    """Send the answers: they are scored and do not change any more. Sending twice is the same as once.

    Raises Closed, and Incomplete while a page has an open item.
    """
    response = Response.objects.filter(measurement=measurement, answered_at__isnull=False).first()
    if response:
        return response
    response = _locked_response(measurement)
    if definitions.first_open_page(measurement.version.definition, response.answers):
        raise Incomplete
    return _finish(measurement, response, by)


@transaction.atomic
def record_response(*, measurement: Measurement, answers: dict[str, int], by: User) -> Response:
    """A whole list at once (from paper, or spoken): what is not there counts as not answered. Raises as above."""
    response = _locked_response(measurement)
    _refuse_strange(measurement.version.definition, answers)
    items = definitions.items(measurement.version.definition)
    response.answers = {item["key"]: answers.get(item["key"], scoring.NOT_ANSWERED) for item in items}
    response.revision += 1
    response.save(update_fields=["answers", "revision"])
    return _finish(measurement, response, by)


@transaction.atomic
def handle_follow_up(*, follow_up: FollowUp, by: User) -> None:
    """Somebody called; the task is done. Twice is the same as once."""
    if follow_up.handled_at is None:
        follow_up.handled_at, follow_up.handled_by = clock.now(), by
        follow_up.save(update_fields=["handled_at", "handled_by"])


def _locked_response(measurement: Measurement) -> Response:
    """The response under a lock, made when this is the first page. Raises Closed."""
    if Measurement.objects.select_for_update().filter(pk=measurement.pk).open().first() is None:
        raise Closed
    response, _made = Response.objects.get_or_create(measurement=measurement)
    return response


def _refuse_strange(definition: dict, answers: dict) -> None:
    items = {item["key"]: item for item in definitions.items(definition)}
    for key, value in answers.items():
        if key not in items or value not in definitions.allowed(definition, items[key]):
            raise ValidationError({key: _("Choose one of the answers.")} if key in items else _("Unknown question."))


def _finish(measurement: Measurement, response: Response, by: User) -> Response:
    response.answered_at = clock.now()
    response.save(update_fields=["answered_at"])
    MEASUREMENT.move(measurement, MeasurementState.ANSWERED)
    made = scoring.score(measurement.version.scoring, response.answers)
    Score.objects.bulk_create(
        Score(
            response=response,
            scale=score.scale,
            value=score.value,
            valid_count=score.valid_count,
            item_count=score.item_count,
            reason=score.reason,
        )
        for score in made
    )
    Dossier.objects.filter(pk=measurement.dossier_id).update(last_content_change_at=response.answered_at)
    _open_follow_up(measurement, response)
    _silence(measurement, by)
    return response


def _open_follow_up(measurement: Measurement, response: Response) -> None:
    """Not satisfied and wants to be called: a task for the coordinator, the same minute."""
    mark = response.answers.get("cijfer", scoring.NOT_ANSWERED)
    is_unhappy = 0 < mark < UNHAPPY_BELOW
    if (
        measurement.version.instrument.key == definitions.SATISFACTION
        and is_unhappy
        and response.answers.get("contact") == 1
    ):
        FollowUp.objects.get_or_create(measurement=measurement)


def _silence(measurement: Measurement, by: User) -> None:
    """No reminder rings for a wave that this person has finished."""
    same = Measurement.objects.filter(
        case=measurement.case_id,
        wave=measurement.wave,
        informant_parent=measurement.informant_parent_id,
        informant_child=measurement.informant_child_id,
    )
    if not same.open().exists():
        user_id = getattr(measurement.informant_parent or measurement.informant_child, "user_id", None) or by.pk
        suppress_notices(key_prefix=notice_prefix(measurement.case_id, measurement.wave, user_id))
