"""Who wears two hats at work has in each street the rights of that hat, never the sum (law.md R26)."""

import pytest

from centre.audiences import Audience
from centre.models import CareRelation, Case, Dossier
from centre.services.cases import relate
from centre.services.notes import write_note
from centre.services.people import add_membership
from tests import cast as casting

pytestmark = pytest.mark.idor
WORDS = "KANARIE in het dossier"


@pytest.fixture
def cora(cast):
    """Cora coordinates the north, where the case lies, and treats families elsewhere as a therapist."""
    add_membership(user=cast.cora, audience=Audience.THERAPIST, organisation=cast.provider)
    dossier = Dossier.objects.get(parent=cast.anna)
    write_note(
        dossier=dossier,
        case=cast.case,
        kind="observation",
        subject="Gesprek",
        text=WORDS,
        by=cast.thea,
        audience="staff",
    )
    return cast.cora


def test_a_region_opens_no_dossier_with_the_hat_of_a_therapist(cast, cora, client_as):
    browser, case = client_as(cora), cast.case.reference
    dossier = f"/praktijk/zaken/{case}/dossier/{Dossier.objects.get(parent=cast.anna).reference}/"
    assert browser.get(f"/coordinatie/zaken/{case}/").status_code == 200

    for page in (f"/praktijk/zaken/{case}/", dossier, f"{dossier}documenten/"):
        assert browser.get(page).status_code == 404
    for page in ("/praktijk/", "/praktijk/intakes/"):
        answer = browser.get(page)
        assert answer.status_code == 200
        assert case not in answer.content.decode()

    relate(case=cast.case, user=cora, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    assert WORDS in browser.get(dossier).content.decode()


def test_work_as_a_therapist_elsewhere_gives_a_coordinator_nothing_there(cast, cora, client_as):
    east = casting.open_case(cast, [("eva", "Eva"), ("finn", "Finn")], [], region=cast.east)
    relate(case=east, user=cora, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    browser = client_as(cora)

    assert browser.get(f"/praktijk/zaken/{east.reference}/").status_code == 200
    for page in ("", "medewerkers/", "contactpersoon/"):
        assert browser.get(f"/coordinatie/zaken/{east.reference}/{page}").status_code == 404
    assert east.reference not in browser.get("/coordinatie/aanmeldingen/").content.decode()


def test_outside_a_street_every_hat_counts(cast, cora):
    """Commands and tasks weigh a person, not a page."""
    assert Case.objects.visible_to(cora).filter(pk=cast.case.pk).exists()
    assert cora.is_in(Audience.THERAPIST) and cora.is_in(Audience.COORDINATOR)
