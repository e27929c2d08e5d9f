"""A data set: unlocked by a second person, made once, frozen for good; without a name and without who did not say yes."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from centre import clock
from centre.models import AccessLog, Case, Consent, ConsentRuling, Disclosure, Message, ParentalAuthority, VaultEntry
from centre.services.consents import answer_consent
from centre.services.erasure import erase
from centre.services.notes import write_note
from centre.workflow import IllegalMove
from research import bundle, inclusion, keys, tasks
from research.disclosing import QUASI_IDENTIFIERS
from research.models import ExportContent, ExportPart, ResearchExport, ResearchProject
from research.selectors import exports as selectors
from research.selectors.extraction import admissions, who_allows
from research.services import exports as services
from research.services.objections import note_objection
from research.services.projects import DecidedAlready, NotTheSecondPerson, ask_project, decide_project
from research.states import ExportState
from tests import cast as casting
from tests.factories import studies
from tests.house.planting import CANARY, plant

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def six(cast):
    """Six families that said yes and answered."""
    with clock.at(clock.now() - timedelta(days=2)):
        return studies.families(cast, 6)


@pytest.fixture
def study(cast):
    return studies.project(cast)


def files_of(export) -> dict[str, bytes]:
    return bundle.opened(services.frozen_parcel(export))


def rows_of(export, table: str = bundle.SCORES) -> list[dict]:
    return list(csv.DictReader(io.StringIO(files_of(export)[table].decode())))


def cases_in(export) -> set:
    return set(ExportPart.objects.filter(export=export).values_list("case", flat=True))


def dossiers_in(export) -> set:
    return set(ExportPart.objects.filter(export=export).values_list("dossier", flat=True))


def test_a_data_set_is_asked_for_unlocked_made_and_told(cast, six, study):
    export = studies.frozen(cast, study)

    assert (export.state, export.attempts, export.step) == (ExportState.READY, 1, 3)
    assert export.counts["families"] == "<10"
    assert cases_in(export) == {case.pk for case in six}
    assert {row["role"] for row in rows_of(export)} == {"parent_a", "parent_b", "child"}
    assert export.reference in Message.objects.filter(recipient=cast.rens).latest("pk").text


def test_nobody_decides_about_the_own_project_or_data_set(cast, study):
    both = casting.make_user("beide", "Beide", "researcher")
    asked = ask_project(title="Eigen", purpose="x", level="scores", ends_on=clock.today() + LATER, by=both)
    with pytest.raises(NotTheSecondPerson):
        decide_project(project=asked, agrees=True, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResearchProject.objects.filter(pk=asked.pk).update(decided_by=both)
    export = services.request_export(project=study, by=cast.rens)
    with pytest.raises(NotTheSecondPerson):
        services.decide_export(export=export, agrees=True, by=cast.rens)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResearchExport.objects.filter(pk=export.pk).update(decided_by=cast.rens)


def test_asking_twice_is_asking_once_and_a_decision_is_taken_once(cast, study):
    assert services.request_export(project=study, by=cast.rens) == services.request_export(project=study, by=cast.rens)
    facts = {"title": "A", "purpose": "B", "level": "scores", "ends_on": clock.today() + LATER, "by": cast.rens}
    assert ask_project(**facts) == ask_project(**facts)
    with pytest.raises(DecidedAlready):
        decide_project(project=study, agrees=False, by=cast.fiona)
    export = studies.unlocked(cast, study)
    with pytest.raises(IllegalMove):
        services.decide_export(export=export, agrees=False, by=cast.fiona)


@pytest.mark.parametrize("days", [0, -1, 365 * 6])
def test_a_project_ends_on_a_day_within_five_years(cast, days):
    with pytest.raises(ValidationError):
        ask_project(title="A", purpose="B", level="scores", ends_on=clock.today() + timedelta(days=days), by=cast.rens)


def test_without_a_project_that_runs_nothing_is_asked_for(cast, study):
    waiting = ask_project(title="A", purpose="B", level="scores", ends_on=clock.today() + LATER, by=cast.rens)
    with pytest.raises(services.ProjectOver):
        services.request_export(project=waiting, by=cast.rens)
    with clock.at(clock.now() + timedelta(days=301)), pytest.raises(services.ProjectOver):
        services.request_export(project=study, by=cast.rens)


def test_the_key_is_a_file_of_its_own_that_only_a_fresh_second_yes_opens(cast, six, study, settings):
    path = settings.PRIVATE_ROOT / keys.FOLDER / f"{study.reference}.key"
    before = path.read_bytes()
    keys.make_key(study)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o077 == 0

    asked = services.request_export(project=study, by=cast.rens)
    with pytest.raises(keys.KeyLocked):
        keys.open_key(asked)
    export = studies.unlocked(cast, study)
    key = keys.open_key(export)
    assert len(key) == 32
    assert key not in before
    assert AccessLog.objects.filter(actor=cast.fiona, label="research key", purpose=export.reference).count() == 1
    with clock.at(clock.now() + timedelta(days=2)):
        assert services.build_export(export=export).failure == "locked"


def test_a_key_that_could_not_be_written_leaves_nothing_behind(cast, study, settings, monkeypatch):
    """A full disk halfway: the next attempt makes a key, instead of keeping an empty one."""
    folder = settings.PRIVATE_ROOT / keys.FOLDER
    path = folder / f"{study.reference}.key"
    path.unlink()
    monkeypatch.setattr(keys, "cipher", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keys.make_key(study)
    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    keys.make_key(study)
    assert list(folder.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(keys.open_key(studies.unlocked(cast, study))) == 32


def test_a_key_that_is_gone_is_never_made_anew(cast, six, study, settings):
    (settings.PRIVATE_ROOT / keys.FOLDER / f"{study.reference}.key").unlink()

    assert studies.frozen(cast, study).failure == "key_missing"


def test_the_key_turns_with_the_keys_of_the_portal(cast, study, settings):
    export = studies.unlocked(cast, study)
    before, new = keys.open_key(export), Fernet.generate_key().decode()
    old = list(settings.FIELD_KEYS)
    settings.FIELD_KEYS = [new, *old]
    call_command("rotate_field_keys")
    assert keys.open_key(export) == before
    with pytest.raises(InvalidToken):
        MultiFernet([Fernet(key) for key in old]).decrypt(
            (settings.PRIVATE_ROOT / keys.FOLDER / f"{study.reference}.key").read_bytes()
        )


def test_a_family_that_came_back_is_noted_in_both_cases(cast, six, study):
    """A no in the second case reaches a data set that holds answers of both."""
    again = Case.objects.create(family=six[0].family, region=six[0].region, entered_via=six[0].entered_via)
    with clock.at(clock.now() - timedelta(days=1)):
        studies.say(again, "given", by=cast.cora)
        studies.answer(again, by=cast.cora, shift=2, waves=("t2",), keys=("ouder-zelf",))
        for number, case in enumerate(six[1:]):
            studies.answer(case, by=cast.cora, shift=number, waves=("t2",), keys=("ouder-zelf",))
    export = studies.frozen(cast, study)

    assert {six[0].pk, again.pk} <= cases_in(export)
    marks = [row["row_id"] for row in rows_of(export)]
    assert len(marks) == len(set(marks))
    with clock.at(clock.now() + timedelta(hours=1)):
        studies.say(again, "withdrawn", by=cast.cora, giver=again.family.parents.first(), about=None)
        assert services.is_overtaken(export)


def test_every_study_has_other_names_and_the_same_study_the_same(cast, six, study):
    def people(export):
        return {row["person"] for row in rows_of(export)}

    first, again, other = (
        studies.frozen(cast, study),
        studies.frozen(cast, study),
        studies.frozen(cast, studies.project(cast, title="Anders")),
    )
    assert people(first) == people(again)
    assert not people(first) & people(other)
    marks = [{row["row_id"] for row in rows_of(export)} for export in (first, again)]
    assert not marks[0] & marks[1]


def test_names_dates_places_and_words_are_nowhere_in_it(cast, six, study):
    """Twenty and more things that the portal knows of these people; none of them, and no date at all, is in a file."""
    one = six[0]
    person = one.family.parents.first()
    write_note(
        dossier=person.dossiers.get(),
        case=one,
        kind="observation",
        subject="Gesprek",
        text="Zinnetje over thuis.",
        by=cast.thea,
    )
    VaultEntry.objects.create(parent=person, kind="address", value="Dorpsstraat 1, 2011 AB Haarlem")
    assert plant(person)
    export = studies.frozen(cast, study)
    known = {"Zinnetje over thuis", "2011 AB", "Dorpsstraat", "Haarlem", "Noordrand", CANARY, "example.org"}
    for case in six:
        known |= {case.reference, case.family.reference}
        for who in [*case.family.parents.all(), *case.family.children.all()]:
            known |= {who.first_name, who.last_name, who.reference, who.dossiers.get().reference}
        known |= {child.birth_date.isoformat() for child in case.family.children.all()}
    text = b"\n".join(files_of(export).values()).decode()

    assert len(known) > 20
    assert [word for word in known if word in text] == []
    tables = b"\n".join(files_of(export)[name] for name in (bundle.SCORES, bundle.ITEMS)).decode()
    assert re.findall(r"\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{2}-\d{2}|\b\d{4} ?[A-Z]{2}\b", tables) == []


def test_what_leaves_is_shared_by_five_families(cast, six, study):
    for table in (bundle.SCORES, bundle.ITEMS):
        rows = rows_of(studies.frozen(cast, study), table)
        assert rows
        for key in {tuple(row[name] for name in QUASI_IDENTIFIERS) for row in rows}:
            alike = [row for row in rows if tuple(row[name] for name in QUASI_IDENTIFIERS) == key]
            assert len({row["family"] for row in alike}) >= 5


def test_four_families_are_too_few(cast, study):
    studies.families(cast, 4)
    export = studies.frozen(cast, study)

    assert (export.state, export.failure) == (ExportState.FAILED, "too_few")
    assert not ExportContent.objects.exists()
    assert not Disclosure.objects.exists()


def test_one_parents_no_leaves_the_family_out_and_tells_the_other_nothing(cast, six, study, client_as):
    seven = studies.families(cast, 1)[0]
    parent = seven.family.parents.get(side="b")
    studies.say(seven, "withdrawn", by=cast.cora, giver=parent, about=None)
    export = studies.frozen(cast, study)

    assert seven.pk not in cases_in(export)
    assert export.counts["lists_out"] == {"a_parent_did_not_say_yes": "<10"}
    assert not Disclosure.objects.filter(case=seven).exists()


def test_a_child_that_resists_is_out_and_its_parents_stay_in(cast, six, study):
    child = six[0].family.children.get()
    studies.say(six[0], "refused", by=cast.cora, giver=child, about=child)
    export = studies.frozen(cast, study)

    assert child.dossiers.get().pk not in dossiers_in(export)
    assert "the_child_does_not_want_to" in export.counts["lists_out"]


def reasons(case, child) -> str:
    return admissions(case)["child", child.pk].reason


def test_who_may_hold_authority_must_say_yes_too(cast, six):
    """Care asks whoever may hold authority until papers settle it; research asks no fewer (law.md R2, R72)."""
    case, other = six[0], six[1]
    child = case.family.children.get()
    assert reasons(case, child) == ""
    held = {"child": child, "parent": other.family.parents.first(), "since": date(2020, 1, 1)}
    row = ParentalAuthority.objects.create(**held, evidence=ParentalAuthority.Evidence.UNKNOWN)

    assert reasons(case, child) == inclusion.CHILD
    row.delete()
    assert reasons(case, child) == ""


def test_the_last_word_of_a_child_counts_in_both_its_families(cast, six):
    first, second = six[:2]
    child = first.family.children.get()
    child.families.add(second.family)
    ParentalAuthority.objects.filter(child=child).delete()
    one = {"child": child, "since": date(2020, 1, 1), "evidence": ParentalAuthority.Evidence.REGISTER}
    ParentalAuthority.objects.create(parent=first.family.parents.get(side="a"), **one)
    note_objection(case=second, child=child, resists=True, audience="therapist", by=cast.thea)

    assert reasons(first, child) == reasons(second, child) == inclusion.RESISTS
    assert child not in who_allows([first])[first.pk]
    # Said in the other case again: nothing new; a yes there takes the no away in both.
    note_objection(case=first, child=child, resists=True, audience="therapist", by=cast.thea)
    assert Consent.objects.filter(purpose="research", giver_child=child, answer="refused").count() == 1
    note_objection(case=first, child=child, resists=False, audience="therapist", by=cast.thea)
    assert reasons(first, child) == reasons(second, child) == ""


def test_a_parents_no_in_a_later_case_counts_in_the_earlier_one(cast, six, study):
    again = Case.objects.create(family=six[0].family, region=six[0].region, entered_via=six[0].entered_via)
    parent = six[0].family.parents.get(side="b")
    before = studies.frozen(cast, study)
    assert before.reference not in {row.reference for row in selectors.copies_to_remove()}
    with clock.at(clock.now() + timedelta(minutes=1)):
        studies.say(again, "refused", by=cast.cora, giver=parent, about=None)
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert six[0].pk not in cases_in(studies.frozen(cast, study))
        assert parent not in who_allows([six[0]])[six[0].pk]
        assert services.is_overtaken(before)


def test_for_a_child_that_cannot_weigh_its_interests_who_has_authority_decides(cast, six, study):
    """Its own yes decides nothing, its own no still does, and it never stands in a data set alone (Jw 7.3.15)."""
    for case in six:
        child = case.family.children.get()
        child.birth_date = date(clock.today().year - 17, 1, 2)
        child.save(update_fields=["birth_date"])
        ConsentRuling.objects.create(
            case=case, purpose="research", kind=ConsentRuling.Kind.INCAPABLE, child=child, since=date(2026, 1, 1),
            recorded_by=cast.thea, weighed_with=cast.cora,
        )  # fmt: skip
    one, two, three = six[:3]
    studies.say(one, "withdrawn", by=cast.cora, giver=one.family.parents.first(), about=one.family.children.get())
    studies.say(two, "refused", by=cast.cora, giver=two.family.children.get())
    Consent.objects.filter(purpose="research", giver_child__in=three.family.children.all()).delete()

    assert reasons(one, one.family.children.get()) == inclusion.CHILD
    assert reasons(two, two.family.children.get()) == inclusion.RESISTS
    assert reasons(three, three.family.children.get()) == ""
    for case in six:
        studies.say(case, "refused", by=cast.cora, giver=case.family.parents.first(), about=None)
    assert studies.frozen(cast, study).failure == "too_few"


def test_two_clicks_about_a_childs_no_wait_for_each_other(cast, six):
    """The child's row is taken before its last word is read: an answer that is not there yet cannot be locked."""
    child = six[0].family.children.get()
    with CaptureQueriesContext(connection) as asked:
        note_objection(case=six[0], child=child, resists=True, audience="therapist", by=cast.thea)
    tables = [re.search(r'FROM "(\w+)"', query["sql"]) for query in asked]
    seen = [found.group(1) for found in tables if found]

    assert seen.index("centre_child") < seen.index("centre_consent")
    if connection.features.has_select_for_update:
        assert [query for query in asked if '"centre_child"' in query["sql"] and "FOR UPDATE" in query["sql"]]


def test_only_what_was_answered_after_the_yes_counts_unless_the_setting_says_so(cast, study, settings):
    with clock.at(clock.now() - timedelta(days=9)):
        made = studies.families(cast, 6, yes=False)
    with clock.at(clock.now() - timedelta(days=5)):
        for case in made:
            studies.say(case, "given", by=cast.cora)
    assert studies.frozen(cast, study).failure == "too_few"

    settings.RESEARCH_TERMS = settings.RESEARCH_TERMS | {"only_after_yes": False}
    assert studies.frozen(cast, study).state == ExportState.READY


def test_a_new_yes_after_a_no_counts_from_then_on(cast, six, study):
    again = six[0].family.parents.get(side="a")
    studies.say(six[0], "withdrawn", by=cast.cora, giver=again, about=None)
    assert six[0].pk not in cases_in(studies.frozen(cast, study))
    studies.say(six[0], "given", by=cast.cora, giver=again, about=None)
    export = studies.frozen(cast, study)
    assert six[0].pk not in cases_in(export)
    assert "answered_before_the_yes" in export.counts["lists_out"]


def test_everybody_in_it_finds_it_in_the_own_file(cast, six, study):
    export = studies.frozen(cast, study)
    told = Disclosure.objects.filter(kind_of_receiver="researcher")

    assert set(told.values_list("dossier", flat=True)) == dossiers_in(export)
    assert study.title in told.first().as_text
    assert told.count() == len(dossiers_in(export))


def test_the_same_data_set_has_the_same_bytes_after_everything_changed(cast, six, study, tmp_path):
    export = studies.frozen(cast, study)
    parcel = services.frozen_parcel(export)
    with clock.at(clock.now() + timedelta(days=40)):
        for case in six[:2]:
            studies.say(case, "withdrawn", by=cast.cora)
        person = six[2].family.parents.first()
        person.first_name = "Anders"
        person.save(update_fields=["first_name"])
        studies.families(cast, 2)
        assert services.frozen_parcel(export) == parcel
        with pytest.raises(CommandError, match="not handed to anybody any more"):
            call_command("export_research", out=tmp_path / "one", snapshot=export.reference)
        assert not (tmp_path / "one").exists()
        assert not AccessLog.objects.filter(action="export", ground="a program").exists()
        call_command("export_research", out=tmp_path / "one", snapshot=export.reference, to_check=True)
    call_command(
        "export_research", out=tmp_path / "two", snapshot=export.reference, now="2027-05-01T09:00", to_check=True
    )

    sums = [(tmp_path / name / "SHA256SUMS").read_text() for name in ("one", "two")]
    assert sums[0] == sums[1]
    assert export.sha256 in sums[0]
    assert (tmp_path / "one" / bundle.SCORES).read_bytes() == (tmp_path / "two" / bundle.SCORES).read_bytes()


def test_bytes_that_were_touched_are_never_handed_out(cast, six, study):
    export = studies.frozen(cast, study)
    content = ExportContent.objects.get(export=export)
    content.parcel = content.parcel[:-8] + "AAAAAAA="
    content.save()

    with pytest.raises(ValueError, match="does not fit its seal"):
        services.hand_out(export=export)


def test_after_a_withdrawal_it_is_not_handed_out_and_the_next_one_misses_the_family(cast, study):
    with clock.at(clock.now() - timedelta(days=2)):
        seven = studies.families(cast, 7)
    export = studies.frozen(cast, study)
    assert services.hand_out(export=export)
    with clock.at(clock.now() + timedelta(hours=1)):
        studies.say(seven[0], "withdrawn", by=cast.cora, giver=seven[0].family.parents.get(side="b"), about=None)
        with pytest.raises(services.NoLongerHandedOut):
            services.hand_out(export=export)
        following = studies.frozen(cast, study)
        assert cases_in(export) - cases_in(following) == {seven[0].pk}
        assert services.hand_out(export=following)
        assert services.confirm_deleted(export=export).deleted_at == services.confirm_deleted(export=export).deleted_at


def test_an_erasure_and_a_last_day_that_is_over_call_the_copies_back_everywhere(cast, six, study, client_as):
    """One rule for the page, the list, the card of the researcher and the privacy officer, and the download."""
    one, two = studies.frozen(cast, study), studies.frozen(cast, studies.project(cast, title="Anders"))

    def called_back() -> set:
        for export in (one, two):
            in_list = selectors.exports_of(cast.rens).get(pk=export.pk).is_overtaken
            assert in_list == services.is_overtaken(export) == (export in selectors.copies_to_remove(cast.rens))
        return set(selectors.copies_to_remove())

    assert called_back() == set()
    with clock.at(clock.now() + timedelta(minutes=5)):
        file = ExportPart.objects.filter(export=one).first().dossier
        # Looking at a proposal to erase erases nothing.
        AccessLog.objects.create(
            actor=cast.fiona, action="change", label="erasure", purpose="supervision", dossier=file
        )
        assert called_back() == set()
        erase(dossier=file, category="request", people=(cast.cora, cast.fiona))
        assert called_back() == {one, two}
        three = studies.frozen(cast, study)
        assert three not in selectors.copies_to_remove()
    with clock.at(clock.now() + timedelta(days=301)):
        assert called_back() | {three} == set(selectors.copies_to_remove()) == {one, two, three}
        page = client_as(cast.rens).get(f"/onderzoek/uittreksels/{three.reference}/").content.decode()
        assert "Verwijder uw exemplaren" in page


def test_a_project_that_is_over_hands_nothing_out(cast, six, study):
    export = studies.frozen(cast, study)
    with clock.at(clock.now() + timedelta(days=301)), pytest.raises(services.NoLongerHandedOut):
        services.hand_out(export=ResearchExport.objects.get(pk=export.pk))


def test_the_manifest_seals_every_file_and_the_codebook_names_every_column(cast, six, study):
    export = studies.frozen(cast, study)
    files = files_of(export)
    manifest = json.loads(files[bundle.MANIFEST])
    codebook = {row["name"]: row for row in csv.DictReader(io.StringIO(files[bundle.CODEBOOK].decode()))}

    assert {line["name"]: line["sha256"] for line in manifest["files"]} == {
        name: bundle.sha256(body) for name, body in files.items() if name != bundle.MANIFEST
    }
    assert (manifest["format"], manifest["snapshot"]) == (bundle.FORMAT, export.reference)
    assert manifest["recipient"]["name"] == "Rens"
    assert manifest["consent_looked_at"] == export.frozen_at.isoformat()
    assert (manifest["protection"]["k"], manifest["protection"]["l"]) == (5, 2)
    used = {*bundle.COLUMNS, "reason"} | {
        row["variable"] for table in (bundle.SCORES, bundle.ITEMS) for row in rows_of(export, table)
    }
    assert used <= set(codebook)
    assert all(row["label_nl"] and row["label_en"] for row in codebook.values())
    assert codebook["ouder_zelf_q_slaap"]["label_nl"] == "Ik slaap goed."
    assert "-99" in codebook["ouder_zelf_q_slaap"]["missing_codes"]


def test_scores_only_means_no_single_answer(cast, six):
    export = studies.frozen(cast, studies.project(cast, level="scores"))

    assert rows_of(export)
    assert rows_of(export, bundle.ITEMS) == []
    codebook = csv.DictReader(io.StringIO(files_of(export)[bundle.CODEBOOK].decode()))
    assert [row["name"] for row in codebook if "_q_" in row["name"]] == []


def test_answers_are_told_in_whole_weeks_and_bands_of_age(cast, six, study):
    rows = rows_of(studies.frozen(cast, study))

    assert {int(row["days_since_t1"]) % 7 for row in rows} == {0}
    assert len({row["family"] for row in rows if row["days_since_t1"] == "0"}) >= 5
    assert {(row["age_from"], row["age_to"]) for row in rows if row["about"] == "self" and row["role"] != "child"} == {
        ("", "")
    }
    assert {row["age_from"] for row in rows if row["role"] == "child"} <= {"8", "0", "12", ""}


def test_a_builder_that_died_makes_room_and_one_that_lives_is_left_alone(cast, six, study, monkeypatch):
    export = studies.unlocked(cast, study)
    monkeypatch.setattr(services, "make_data_set", lambda *_: 1 / 0)
    assert services.build_export(export=export).state == ExportState.APPROVED
    assert not ExportContent.objects.exists()
    monkeypatch.undo()
    ResearchExport.objects.filter(pk=export.pk).update(state=ExportState.BUILDING, heartbeat_at=clock.now())
    assert services.build_export(export=export).state == ExportState.BUILDING
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert tasks.build_waiting_exports() == 1
    assert ResearchExport.objects.get(pk=export.pk).state == ExportState.READY


def test_what_breaks_three_times_is_told(cast, six, study, monkeypatch):
    export = studies.unlocked(cast, study)
    monkeypatch.setattr(services, "make_data_set", lambda *_: 1 / 0)
    for _attempt in range(3):
        services.build_export(export=export)

    assert (export.state, export.failure) == (ExportState.FAILED, "error")


def test_the_command_asks_and_writes_only_what_a_second_person_unlocked(cast, six, study, tmp_path, capsys):
    with pytest.raises(CommandError, match="The key is locked"):
        call_command("export_research", out=tmp_path)
    with pytest.raises(CommandError, match="not the researcher"):
        call_command("export_research", ask="fiona@example.org")
    call_command("export_research", ask="rens@example.org")
    with pytest.raises(CommandError, match="The key is locked"):
        call_command("export_research", out=tmp_path)
    export = study.exports.get()
    assert AccessLog.objects.filter(action="create", purpose=export.reference, actor=None, ground="a program").exists()
    services.decide_export(export=export, agrees=True, by=cast.fiona)
    (tmp_path / "LEESMIJ.txt").touch(mode=0o644)
    call_command("export_research", out=tmp_path)

    written = [path for path in tmp_path.rglob("*") if path.is_file() and "private" not in path.parts]
    assert len(written) >= 6
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    export.refresh_from_db()
    assert export.state == ExportState.READY
    assert bundle.sha256((tmp_path / f"{export.reference}.zip").read_bytes()) == export.sha256
    assert {path.name for path in tmp_path.iterdir()} >= {
        "codebook.csv",
        "manifest.json",
        "LEESMIJ.txt",
        "data",
        "SHA256SUMS",
    }
    assert AccessLog.objects.filter(action="export", purpose=export.reference, actor=None).count() == 1
    for wrong in ({"snapshot": "SNP-X"}, {"project": "OND-X"}):
        with pytest.raises(CommandError):
            call_command("export_research", out=tmp_path, **wrong)


def test_refused_and_withdrawn_answers_only_count_as_no_when_they_are_about_research(cast, six, study):
    export = studies.frozen(cast, study)
    with clock.at(clock.now() + timedelta(hours=1)):
        answer_consent(
            case=six[0], purpose="video", giver=six[0].family.parents.first(), answer="refused", by=cast.cora
        )
        assert not services.is_overtaken(export)


def test_a_child_of_sixteen_takes_part_alone_and_stands_in_no_family(cast, six, study):
    for case in six:
        child = case.family.children.get()
        child.birth_date = date(clock.today().year - 17, 1, 2)
        child.save(update_fields=["birth_date"])
        studies.say(case, "refused", by=cast.cora, giver=case.family.parents.first(), about=None)
    rows = rows_of(studies.frozen(cast, study))

    assert {row["role"] for row in rows} == {"child"}
    assert len({row["family"] for row in rows}) == 6
