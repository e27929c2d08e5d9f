"""The pages of studies: the researcher asks, a second person unlocks after signing in again, a child may say no."""

import io
import zipfile
from datetime import timedelta

import pytest

from centre import clock
from centre.models import AccessLog, CareRelation, Consent
from research import links
from research.models import ResearchExport, ResearchProject
from research.services import exports as services
from research.states import ExportState
from tests import cast as casting
from tests.centre.signing_in import confirm
from tests.factories import studies

pytestmark = pytest.mark.django_db
FIELDS = {"title": "Wat helpt", "purpose": "Leren.", "level": "scores"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def frozen(cast):
    with clock.at(clock.now() - timedelta(days=2)):
        studies.families(cast, 6)
        return studies.frozen(cast, studies.project(cast))


def fields(**changed) -> dict:
    return FIELDS | {"ends_on": (clock.today() + timedelta(days=100)).isoformat()} | changed


def test_from_asking_to_the_files_through_the_pages(cast, client_as):
    studies.families(cast, 6)
    rens, fiona = client_as(cast.rens), confirm(client_as(cast.fiona))
    page = rens.post("/onderzoek/projecten/nieuw/", fields(), follow=True)
    study = ResearchProject.objects.get()
    assert "wacht op een tweede persoon" in page.content.decode()
    assert "Wat helpt" in fiona.get("/toezicht/onderzoek/").content.decode()
    fiona.post(f"/toezicht/onderzoek/projecten/{study.reference}/", {"agrees": "yes"})

    rens.post(f"/onderzoek/projecten/{study.reference}/vragen/")
    export = study.exports.get()
    assert study.title in fiona.get(f"/toezicht/onderzoek/uittreksels/{export.reference}/").content.decode()
    fiona.post(f"/toezicht/onderzoek/uittreksels/{export.reference}/", {"agrees": "yes"})
    assert "Stap" in rens.get(f"/onderzoek/uittreksels/{export.reference}/").content.decode()
    services.build_export(export=ResearchExport.objects.get())
    page = rens.get(f"/onderzoek/uittreksels/{export.reference}/")
    assert (
        rens.get(f"/onderzoek/uittreksels/{export.reference}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    )

    token = page.context["token"]
    address = f"/onderzoek/uittreksels/{export.reference}/{token}/"
    assert rens.get(address)["Location"].startswith("/account/reauthenticate/")
    answer = confirm(rens).get(address)
    assert set(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) >= {"codebook.csv", "manifest.json"}
    assert AccessLog.objects.filter(actor=cast.rens, action="export", purpose="download zip").exists()


def test_the_second_person_signs_in_again_before_deciding(cast, client_as):
    studies.project(cast)
    export = services.request_export(project=ResearchProject.objects.get(), by=cast.rens)
    fiona = client_as(cast.fiona)
    for method in (fiona.get, fiona.post):
        answer = method(f"/toezicht/onderzoek/uittreksels/{export.reference}/", {"agrees": "yes"})
        assert answer["Location"].startswith("/account/reauthenticate/")
    export.refresh_from_db()
    assert export.state == ExportState.REQUESTED


def test_nothing_is_chosen_beforehand_and_no_choice_is_an_error(cast, client_as):
    studies.project(cast)
    export = services.request_export(project=ResearchProject.objects.get(), by=cast.rens)
    fiona = confirm(client_as(cast.fiona))
    page = fiona.get(f"/toezicht/onderzoek/uittreksels/{export.reference}/").content.decode()
    assert " checked" not in page
    answer = fiona.post(f"/toezicht/onderzoek/uittreksels/{export.reference}/", {})
    assert answer.context["form"].errors
    for _twice in range(2):
        fiona.post(f"/toezicht/onderzoek/uittreksels/{export.reference}/", {"agrees": "no"})
    export.refresh_from_db()
    assert export.state == ExportState.REFUSED
    assert (
        "niet goedgekeurd" in client_as(cast.rens).get(f"/onderzoek/uittreksels/{export.reference}/").content.decode()
    )


def test_somebody_with_both_hats_does_not_unlock_the_own_data_set(cast, client_as):
    both = casting.make_user("beide", "Beide", "researcher")
    casting.add_membership(
        user=both, audience="privacy", since=clock.today() - timedelta(days=5), organisation=cast.centre
    )
    study = ResearchProject.objects.create(
        title="Eigen", purpose="x", researcher=both, ends_on=clock.today() + timedelta(days=9), is_approved=True,
        decided_by=cast.fiona, decided_at=clock.now(),
    )  # fmt: skip
    export = services.request_export(project=study, by=both)
    answer = confirm(client_as(both)).post(
        f"/toezicht/onderzoek/uittreksels/{export.reference}/", {"agrees": "yes"}, follow=True
    )

    assert "een tweede persoon beslist" in answer.content.decode()
    export.refresh_from_db()
    assert export.state == ExportState.REQUESTED


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x" * 121}, {"purpose": "x" * 200_000}, {"level": "everything"}, {"ends_on": "2020-01-01"}, {"ends_on": "2090-01-01"}, {"ends_on": "morgen"}],
)  # fmt: skip
def test_wrong_words_stand_beside_their_field_and_stay(cast, client_as, wrong):
    answer = client_as(cast.rens).post("/onderzoek/projecten/nieuw/", fields(**wrong))

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(wrong)
    assert "Leren." in answer.content.decode() or "purpose" in wrong
    assert not ResearchProject.objects.exists()


def test_a_double_click_asks_once(cast, client_as):
    rens, study = client_as(cast.rens), studies.project(cast)
    for _twice in range(2):
        rens.post("/onderzoek/projecten/nieuw/", fields(title="Ander"))
        rens.post(f"/onderzoek/projecten/{study.reference}/vragen/")

    assert ResearchProject.objects.count() == 2
    assert study.exports.count() == 1


def test_another_researcher_finds_nothing(cast, client_as, frozen):
    rosa = confirm(client_as(casting.make_user("rosa", "Rosa", "researcher")))
    token = links.sign(frozen.reference, "zip")
    for address in (
        f"/onderzoek/projecten/{frozen.project.reference}/",
        f"/onderzoek/uittreksels/{frozen.reference}/",
        f"/onderzoek/uittreksels/{frozen.reference}/{token}/",
    ):
        assert rosa.get(address).status_code == 404
    for address in (f"projecten/{frozen.project.reference}/vragen/", f"uittreksels/{frozen.reference}/verwijderd/"):
        assert rosa.post(f"/onderzoek/{address}").status_code == 404
    assert frozen.reference not in rosa.get("/onderzoek/projecten/").content.decode()


def test_a_link_ends_after_a_week_and_never_opens_another_data_set(cast, client_as, frozen):
    rens = confirm(client_as(cast.rens))
    with clock.at(clock.now() - timedelta(days=8)):
        old = links.sign(frozen.reference, "zip")
    other = links.sign("SNP-ANDERE", "zip")

    assert rens.get(f"/onderzoek/uittreksels/{frozen.reference}/{old}/").status_code == 410
    assert rens.get(f"/onderzoek/uittreksels/{frozen.reference}/{other}/").status_code == 404
    assert rens.get(f"/onderzoek/uittreksels/{frozen.reference}/onzin/").status_code == 404


def test_after_a_withdrawal_the_page_says_what_to_do_and_the_link_is_dead(cast, client_as, frozen):
    rens = confirm(client_as(cast.rens))
    page = f"/onderzoek/uittreksels/{frozen.reference}/"
    token = rens.get(page).context["token"]
    case = frozen.parts.first().case
    studies.say(case, "withdrawn", by=cast.cora, giver=case.family.parents.first(), about=None)

    assert rens.get(f"{page}{token}/").status_code == 410
    assert "Verwijder uw exemplaren" in rens.get(page).content.decode()
    assert "Verwijder uw exemplaren" in rens.get("/onderzoek/").content.decode()
    assert frozen.reference in client_as(cast.fiona).get("/toezicht/onderzoek/").content.decode()
    for _twice in range(2):
        rens.post(f"{page}verwijderd/")
    assert "U hebt elk exemplaar verwijderd" in rens.get(page).content.decode()
    assert frozen.reference not in client_as(cast.fiona).get("/toezicht/onderzoek/").content.decode()


def test_copies_that_never_were_there_are_not_said_to_be_removed(cast, client_as, frozen):
    row = ResearchExport.objects.create(project=frozen.project, asked_by=cast.rens, state=ExportState.REFUSED)

    answer = client_as(cast.rens).post(f"/onderzoek/uittreksels/{row.reference}/verwijderd/", follow=True)
    assert answer.status_code == 404
    assert ResearchExport.objects.get(pk=row.pk).deleted_at is None


def test_no_page_tells_a_small_number_or_a_name(cast, client_as, frozen):
    page = client_as(cast.rens).get(f"/onderzoek/uittreksels/{frozen.reference}/").content.decode()

    assert "&lt;10" in page
    for part in frozen.parts.select_related("dossier__parent", "dossier__child", "case"):
        assert part.case.reference not in page
        assert part.dossier.reference not in page
        assert part.dossier.person.last_name not in page


def test_the_second_person_is_reminded_on_the_first_page(cast, client_as):
    fiona = client_as(cast.fiona)
    assert "Een dataset voor onderzoek wacht op u" not in fiona.get("/toezicht/").content.decode()
    services.request_export(project=studies.project(cast), by=cast.rens)
    assert "Een dataset voor onderzoek wacht op u" in fiona.get("/toezicht/").content.decode()


@pytest.mark.parametrize(("who", "street"), [("cora", "coordinatie"), ("thea", "praktijk")])
def test_staff_notes_that_a_child_does_not_want_to_and_care_stays(cast, client_as, who, street):
    cast.consent_to_everything(cast.case)
    if who == "thea":
        CareRelation.objects.create(case=cast.case, user=cast.thea, kind="assessor", reason="intake", since=clock.now())
    person, page = client_as(getattr(cast, who)), f"/{street}/zaken/{cast.case.reference}/onderzoek/"
    before = Consent.objects.exclude(purpose="research").count()
    assert "iedereen zei ja" in person.get(page).content.decode()
    for _twice in range(2):
        person.post(f"{page}{cast.noor.reference}/", {"resists": "yes"})
    assert "het kind wil niet" in person.get(page).content.decode()
    assert Consent.objects.filter(purpose="research", giver_child=cast.noor, answer="refused").count() == 1
    assert Consent.objects.exclude(purpose="research").count() == before
    assert AccessLog.objects.filter(label="left out of research exports", case=cast.case).count() == 1
    person.post(f"{page}{cast.noor.reference}/", {"resists": "no"})
    assert "iedereen zei ja" in person.get(page).content.decode()
    assert person.post(f"{page}{cast.sem.reference}/", {"resists": "yes"}).status_code == 404


@pytest.mark.parametrize("said", [{}, {"resists": ""}, {"resists": "misschien"}, {"resists": "x" * 200_000}])
def test_an_objection_without_a_plain_answer_writes_nothing(cast, client_as, said):
    """Nothing said is not a spoken yes of the child."""
    cast.consent_to_everything(cast.case)
    page, before = f"/coordinatie/zaken/{cast.case.reference}/onderzoek/", Consent.objects.count()

    assert client_as(cast.cora).post(f"{page}{cast.noor.reference}/", said).status_code == 404
    assert Consent.objects.count() == before


def test_lists_and_sheets_ask_few_questions(cast, client_as, frozen, django_assert_max_num_queries):
    rens, fiona = client_as(cast.rens), client_as(cast.fiona)
    for client, street in ((rens, "onderzoek"), (fiona, "toezicht")):
        client.get(f"/{street}/")
    for many in (1, 3):
        for number in range(many):
            ResearchExport.objects.create(project=frozen.project, asked_by=cast.rens, state=ExportState.REFUSED)
            studies.project(cast, title=f"{many}-{number}")
        for client, address, most in (
            (rens, "/onderzoek/projecten/", 8),
            (rens, f"/onderzoek/projecten/{frozen.project.reference}/", 12),
            (rens, f"/onderzoek/uittreksels/{frozen.reference}/", 13),
            (fiona, "/toezicht/onderzoek/", 12),
        ):
            with django_assert_max_num_queries(most):
                assert client.get(address).status_code == 200
