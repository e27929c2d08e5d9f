"""The reference files, their checks, and loading them."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from centre.models import Municipality, Organisation, Place, PostcodeArea, ReferenceSource, Region, SchoolHoliday
from centre.reference import files, geonames
from centre.reference.checks import check_holidays, check_municipalities, check_places
from centre.reference.names import canonical, fold
from centre.reference.rows import ReferenceRefused
from centre.services.reference import load_all, load_municipalities, load_places, load_school_holidays

TODAY = date(2026, 11, 22)


# ── the files ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_there_are_342_municipalities_in_42_regions_and_12_provinces():
    rows = files.municipalities()
    check_municipalities(rows)
    assert (len(rows), len({row.region for row in rows}), len({row.province for row in rows})) == (342, 42, 12)
    assert Counter(row.province for row in rows)["Gelderland"] == 51


def test_merged_municipalities_stand_under_their_new_code():
    codes = {row.code: row.name for row in files.municipalities()}
    assert {code: codes[code] for code in ("1980", "1982", "1991", "1992", "0392", "0448")} == {
        "1980": "Dijk en Waard",
        "1982": "Land van Cuijk",
        "1991": "Maashorst",
        "1992": "Voorne aan Zee",
        "0392": "Haarlem",
        "0448": "Texel",
    }
    assert not {"Weesp", "Brielle", "Uden", "Cuijk", "Langedijk", "Beemster"} & set(codes.values())


def test_each_region_says_how_sure_we_are_of_it():
    assert all(row.region_checked.startswith(("bevestigd: ", "algemene kennis")) for row in files.municipalities())


@pytest.mark.parametrize(
    ("municipality", "region"),
    [
        ("Haarlem", "noord"),
        ("Hattem", "noord"),
        ("Eemnes", "noord"),
        ("Utrecht", "midden"),
        ("Zeewolde", "midden"),
        ("Apeldoorn", "midden"),
        ("Altena", "midden"),
        ("Nijmegen", "zuid"),
        ("Arnhem", "zuid"),
        ("Breda", "zuid"),
    ],
)
def test_school_holiday_regions_follow_the_province_with_the_official_exceptions(municipality, region):
    assert {row.name: row.school_holiday_region for row in files.municipalities()}[municipality] == region


def test_municipalities_with_two_holiday_regions_say_so_and_their_villages_differ():
    noted = {row.name for row in files.municipalities() if row.school_holiday_note}
    assert noted == {"Altena", "De Ronde Venen", "Montferland", "Neder-Betuwe"}
    own = {row.name: row.school_holiday_region for row in files.places() if row.school_holiday_region}
    assert (own["Hank"], own["Dodewaard"], own["Didam"], own["Abcoude"]) == ("zuid", "zuid", "zuid", "noord")


def test_the_school_holidays_are_complete_and_plausible():
    rows = files.school_holidays()
    check_holidays(rows, today=TODAY)
    kinds = Counter((row.region, row.school_year) for row in rows)
    assert set(kinds.values()) == {5}
    assert {year for _, year in kinds} == {f"{year}-{year + 1}" for year in range(2024, 2030)}


@pytest.mark.parametrize(("start", "end"), [((2027, 2, 13), (2027, 2, 21)), ((2029, 2, 10), (2029, 2, 18))])
def test_known_errors_of_the_source_are_corrected(start, end):
    rows = {row.starts_on: row for row in files.school_holidays() if row.region == "zuid"}
    assert rows[date(*start)].ends_on == date(*end)
    assert "verbeterd" in rows[date(*start)].remark


def test_each_file_has_a_source_a_licence_a_date_and_its_fingerprint():
    for source in files.sources().values():
        assert source.source and source.licence and source.dated <= TODAY
        assert files.fingerprint(files.DATA / source.file) == source.sha256, source.file
        assert (files.DATA / source.file).stat().st_size < 200_000
    assert {source.file for source in files.sources().values()} | {"sources.csv"} == {
        path.name for path in files.DATA.iterdir()
    }


def test_every_place_points_at_a_municipality_of_the_list():
    rows = files.places()
    check_places(rows)
    codes = {row.code for row in files.municipalities()}
    assert {row.municipality_code for row in rows if row.municipality_code} == codes
    assert sum(not row.municipality_code for row in rows) < 40


@pytest.mark.parametrize(
    ("kind", "alias", "name"),
    [
        ("region", "food valley", "Foodvalley"),
        ("region", "Midden IJssel/Oost Veluwe", "Midden-IJssel/Oost-Veluwe"),
        ("region", "Hart van Brabant", "Midden-Brabant"),
        ("province", "Friesland", "Fryslân"),
        ("municipality", "Den Haag", "'s-Gravenhage"),
        ("municipality", "Weesp", "Amsterdam"),
        ("place", "Den Bosch", "'s-Hertogenbosch"),
        ("place", "Haarlem", "Haarlem"),
        ("planet", "Mars", "Mars"),
    ],
)
def test_other_spellings_lead_to_one_name(kind, alias, name):
    assert canonical(kind, alias) == name


def test_every_alias_leads_to_a_name_that_exists():
    rows = files.municipalities()
    names = {
        "region": {row.region for row in rows},
        "province": {row.province for row in rows},
        "municipality": {row.name for row in rows},
        "place": {row.name for row in files.places()},
    }
    for kind, table in files.aliases().items():
        assert set(table.values()) <= names[kind]


def test_folding_forgets_accents_capitals_and_marks():
    assert fold("Súdwest-Fryslân") == "sudwest fryslan"
    assert fold("'s-Gravenhage") == fold("S Gravenhage") == "s gravenhage"


# ── refusing ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ends_on": date(2027, 3, 21)}, "lasts 37 days"),
        ({"ends_on": date(2027, 2, 14)}, "lasts 2 days"),
        ({"starts_on": date(2072, 2, 13), "ends_on": date(2072, 2, 21)}, "not plausible"),
        ({"starts_on": date(2026, 2, 7), "ends_on": date(2026, 2, 13)}, "lies in school year 2025-2026"),
        ({"starts_on": date(2027, 6, 12), "ends_on": date(2027, 6, 20)}, "does not start in month 6"),
        ({"region": "oost"}, "unknown region"),
        ({"name": "carnaval"}, "unknown holiday"),
        ({"starts_on": date(2027, 4, 24), "ends_on": date(2027, 5, 2)}, "overlaps"),
    ],
)
def test_an_implausible_school_holiday_is_refused_with_its_reason(change, reason):
    rows = files.school_holidays()
    spot = next(i for i, row in enumerate(rows) if (row.region, row.starts_on) == ("zuid", date(2027, 2, 13)))
    rows[spot] = replace(rows[spot], **change)
    with pytest.raises(ReferenceRefused, match=reason):
        check_holidays(rows, today=TODAY)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": "0034"}, "0034 occurs twice"),
        ({"code": "12"}, "four digits"),
        ({"code": "１２３４"}, "four digits"),
        ({"province": "Holland"}, "unknown province"),
        ({"school_holiday_region": "west"}, "unknown school holiday region"),
        ({"latitude": 5.1}, "outside the Netherlands"),
        ({"latitude": None}, "outside the Netherlands"),
        ({"name": ""}, "empty"),
        ({"name": "x" * 101}, "too long"),
    ],
)
def test_a_wrong_municipality_is_refused_with_its_reason(change, reason):
    rows = files.municipalities()
    rows[0] = replace(rows[0], **change)
    with pytest.raises(ReferenceRefused, match=reason):
        check_municipalities(rows)


def test_half_a_country_is_refused():
    with pytest.raises(ReferenceRefused, match="not the whole country"):
        check_municipalities(files.municipalities()[:100])


def test_a_place_abroad_or_twice_is_refused():
    rows = files.places()
    with pytest.raises(ReferenceRefused, match="outside"):
        check_places([replace(rows[0], longitude=13.4)])
    with pytest.raises(ReferenceRefused, match="twice"):
        check_places([rows[0], rows[0]])


# ── loading ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def loaded(db):
    return load_all()


def test_the_first_load_brings_everything_and_remembers_where_it_came_from(loaded):
    assert (Municipality.objects.count(), Region.objects.count()) == (342, 42)
    assert SchoolHoliday.objects.count() == 90
    assert Place.objects.count() == len(loaded["places"].added) > 2000
    assert PostcodeArea.objects.count() == len(loaded["postcodes"].added) > 4000
    assert set(ReferenceSource.objects.values_list("name", flat=True)) == set(loaded)


def test_loading_twice_changes_nothing(loaded):
    assert not any(load_all().values())


@pytest.mark.parametrize(
    ("place", "municipality", "latitude", "longitude"),
    [
        ("Haarlem", "Haarlem", 52.38, 4.64),
        ("Den Burg", "Texel", 53.05, 4.80),
        ("Texel", "Texel", 53.05, 4.80),
        ("Nijmegen", "Nijmegen", 51.84, 5.85),
        ("UTRECHT", "Utrecht", 52.09, 5.12),
        ("den haag", "'s-Gravenhage", 52.08, 4.30),
        ("Sint-Annaparochie", "Waadhoeke", 53.28, 5.66),
    ],
)
def test_a_place_is_found_by_name_with_its_municipality(loaded, place, municipality, latitude, longitude):
    found = Place.objects.named(place).first()
    assert found.municipality.name == municipality
    assert found.latitude == pytest.approx(latitude, abs=0.02)
    assert found.longitude == pytest.approx(longitude, abs=0.02)


def test_a_name_that_occurs_twice_keeps_both_places(loaded):
    found = Place.objects.filter(name="Rijswijk").values_list("municipality__name", flat=True)
    assert sorted(found) == ["Altena", "Rijswijk"]


@pytest.mark.parametrize("text", ["", "   ", "---", "Atlantis", "x" * 5000, "'; drop table --"])
def test_a_search_for_nothing_finds_nothing(loaded, text):
    assert not Place.objects.named(text).exists()


def test_a_village_follows_its_own_holiday_region(loaded):
    assert Place.objects.get(name="Hank").holiday_region == "zuid"
    assert Place.objects.get(name="Sleeuwijk").holiday_region == "midden"
    assert Place(name="Nergens", latitude=52, longitude=5).holiday_region == ""


def test_a_merger_is_shown_and_removes_the_old_municipality_unless_somebody_points_at_it(loaded):
    rows = files.municipalities()
    merged = [replace(row, name="Haarlem aan Zee") if row.name == "Haarlem" else row for row in rows]
    merged = [row for row in merged if row.name not in ("Zandvoort", "Bloemendaal")]
    Organisation.objects.create(
        name="Wijkteam", kind="neighbourhood_team", municipality=Municipality.objects.get(name="Bloemendaal")
    )
    difference = load_municipalities(rows=merged)
    assert difference.changed == ["Haarlem aan Zee (0392): name Haarlem → Haarlem aan Zee"]
    assert (difference.removed, difference.kept) == (["Zandvoort"], ["Bloemendaal"])
    assert Municipality.objects.get(code="0392").slug == "haarlem-aan-zee"
    assert Place.objects.get(name="Zandvoort").municipality is None
    assert set(PostcodeArea.objects.filter(place="Zandvoort").values_list("municipality", flat=True)) == {None}


def test_a_merger_may_take_the_name_of_a_municipality_that_stays_for_history(loaded):
    Organisation.objects.create(
        name="Wijkteam", kind="neighbourhood_team", municipality=Municipality.objects.get(name="Haarlem")
    )
    rows = [replace(row, code="2001") if row.name == "Haarlem" else row for row in files.municipalities()]
    difference = load_municipalities(rows=rows)
    assert (difference.added, difference.kept) == (["Haarlem (2001)"], ["Haarlem"])
    assert not load_municipalities(rows=rows)


def test_a_region_yet_to_be_established_keeps_the_one_that_was_there(loaded):
    rows = [replace(row, region="") if row.name == "Haarlem" else row for row in files.municipalities()]
    assert not load_municipalities(rows=rows)
    assert Municipality.objects.get(name="Haarlem").region.name == "Zuid-Kennemerland"


def test_a_region_under_another_spelling_is_the_same_region(loaded):
    rows = [replace(row, region=row.region.replace("Foodvalley", "Food Valley")) for row in files.municipalities()]
    assert not load_municipalities(rows=rows)


def test_a_moved_holiday_is_a_change_and_earlier_years_stay(loaded):
    rows = [row for row in files.school_holidays() if row.school_year >= "2026-2027"]
    rows = [
        replace(row, starts_on=date(2027, 2, 20), ends_on=date(2027, 2, 28))
        if (row.region, row.starts_on) == ("zuid", date(2027, 2, 13))
        else row
        for row in rows
    ]
    difference = load_school_holidays(rows=rows)
    assert len(difference.changed) == 1 and "starts_on 2027-02-13 → 2027-02-20" in difference.changed[0]
    assert not difference.removed
    assert SchoolHoliday.objects.count() == 90


def test_a_place_that_left_the_source_goes_and_one_made_by_hand_stays(loaded):
    Place.objects.create(name="Zelfgemaakt", latitude=52.0, longitude=5.0)
    difference = load_places(rows=[row for row in files.places() if row.name != "Haarlem"])
    assert difference.removed == ["Haarlem"]
    assert Place.objects.named("zelfgemaakt").exists()


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_dry_run_prints_the_differences_and_saves_nothing(db, capsys):
    call_command("load_reference", dry_run=True)
    told = capsys.readouterr().out
    assert "municipalities would change" in told and "added: 384" in told
    assert not Municipality.objects.exists() and not ReferenceSource.objects.exists()


def test_the_second_run_says_that_nothing_differs(loaded, capsys):
    call_command("load_reference", only="holidays")
    assert "no differences" in capsys.readouterr().out


def _file(tmp_path, old, new):
    path = tmp_path / "vakanties.csv"
    path.write_text((files.DATA / "school_holidays.csv").read_text().replace(old, new))
    return path


def test_a_file_of_the_operator_is_loaded_with_its_source(loaded, tmp_path, capsys):
    path = _file(tmp_path, "2030-07-06,2030-08-18", "2030-07-13,2030-08-25")
    call_command("load_reference", only="holidays", file=path, source="Regeling 2025-2030", licence="CC0")
    assert "ends_on 2030-08-18 → 2030-08-25" in capsys.readouterr().out
    source = ReferenceSource.objects.get(name="holidays")
    assert (source.source, source.licence, source.sha256) == ("Regeling 2025-2030", "CC0", files.fingerprint(path))


def test_a_wrong_year_in_a_file_is_refused_and_nothing_is_saved(loaded, tmp_path):
    path = _file(tmp_path, "2029-2030,2030-07-06,2030-08-18", "2029-2030,2003-07-06,2003-08-18")
    with pytest.raises(
        CommandError, match="refused, nothing was saved.*2003 is not plausible|lies in school year"
    ) as told:
        call_command("load_reference", only="holidays", file=path)
    assert "not plausible" in str(told.value)
    assert SchoolHoliday.objects.count() == 90


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no lines"),
        (b"region,name\nnoord,herfstvakantie\n", "is missing"),
        (
            b"region,name,school_year,starts_on,ends_on,remark\nnoord,herfstvakantie,2026-2027,10-10-2026,x,\n",
            "cannot be read",
        ),
        (b"\xff\xfe\x00\x01", "not a CSV in UTF-8"),
        (b'region,name\n"noord', "not a CSV in UTF-8"),
        (b"x" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_a_broken_file_is_refused_in_plain_words(db, tmp_path, content, reason):
    path = tmp_path / "kapot.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        call_command("load_reference", only="holidays", file=path)


def test_a_file_needs_to_say_what_is_in_it_and_has_to_exist(db, tmp_path):
    with pytest.raises(CommandError, match="--only"):
        call_command("load_reference", file=tmp_path / "a.csv")
    with pytest.raises(CommandError, match="not a file"):
        call_command("load_reference", only="places", file=tmp_path / "a.csv")


def test_places_can_be_renewed_from_the_package_and_keep_their_municipality(loaded, capsys):
    Place.objects.filter(name="Haarlem").update(latitude=52.0)
    call_command("load_reference", only="places", from_package=True)
    assert "Haarlem: latitude 52.0 → 52.3808" in capsys.readouterr().out
    assert Place.objects.get(name="Haarlem").municipality.code == "0392"
    assert Place.objects.named("Rosmalen").exists()


def test_a_place_new_in_the_package_takes_the_municipality_of_a_near_neighbour_or_none():
    known = [row for row in files.places() if row.name not in ("Dapperbuurt", "Urk")]
    new = {row.name: row for row in geonames.renewed(known)}
    assert (new["Urk"].municipality_code, new["Urk"].basis) == ("", "")
    assert new["Haarlem"].municipality_code == "0392"


def test_renewing_goes_with_places_only(db):
    with pytest.raises(CommandError, match="--only places"):
        call_command("load_reference", only="holidays", from_package=True)
