"""Back to the version before with rows that it does not know: they fit, or it stops and says why (centre 0039, 0040)."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from centre import clock
from centre.models import Dossier, FileRequest, SafetyRelease

ONE_OPEN = "CREATE UNIQUE INDEX one_open_before ON centre_safetyrelease (dossier_id, to_id) WHERE settled_at IS NULL"


def back(name: str) -> None:
    """The step that goes first when this migration is undone."""
    step = import_module(f"centre.migrations.{name}").Migration.operations[-1]
    step.reverse_code(apps, connection.schema_editor(atomic=False))


def proposed(cast, by, **facts) -> SafetyRelease:
    dossier, _new = Dossier.objects.get_or_create(kind=Dossier.Kind.SAFETY, case=cast.case)
    own = Dossier.objects.get(parent=cast.anna)
    return SafetyRelease.objects.create(
        dossier=dossier, to=own, decision="withhold", reason="Nog niet.", proposed_by=by, **facts
    )


def test_a_proposal_that_lapsed_is_set_aside_by_who_proposed_anew_and_the_old_rule_holds(cast):
    lapsed = proposed(cast, cast.thea, lapsed_at=clock.now())
    waits = proposed(cast, cast.ulla)

    back("0040_a_proposal_counts_for_a_day")

    with connection.cursor() as cursor:
        # The rule as it was; PostgreSQL refuses it as well while a foreign key waits to be checked.
        cursor.execute(ONE_OPEN)
    lapsed.refresh_from_db()
    assert (lapsed.settled_by, lapsed.settled_at, lapsed.is_agreed) == (cast.ulla, lapsed.lapsed_at, False)
    waits.refresh_from_db()
    assert waits.settled_at is None


def test_two_open_proposals_of_one_colleague_stop_it_until_a_second_one_decided(cast):
    proposed(cast, cast.thea, lapsed_at=clock.now())
    waits = proposed(cast, cast.thea)
    with pytest.raises(RuntimeError, match="let a second colleague decide"):
        back("0040_a_proposal_counts_for_a_day")

    facts = {"settled_by": cast.ulla, "settled_at": clock.now() + timedelta(hours=1), "is_agreed": True}
    SafetyRelease.objects.filter(pk=waits.pk).update(**facts)

    back("0040_a_proposal_counts_for_a_day")


def test_a_question_of_a_child_stops_it_and_one_of_a_parent_does_not(cast):
    facts = {"case": cast.other_case, "kind": "copy", "dossier": Dossier.objects.get(child=cast.sem)}
    FileRequest.objects.create(parent=cast.carla, **facts)
    back("0039_a_child_asks_about_its_own_file")

    FileRequest.objects.create(child=cast.sem, **facts)
    with pytest.raises(RuntimeError, match="1 of them, were asked by a child"):
        back("0039_a_child_asks_about_its_own_file")
