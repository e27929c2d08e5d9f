"""The files around the code keep their promises: the two commands, the image, the services, the variables, the licence."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tools import environment, lint, test
from tools.environment import ROOT, VENV

ROOMS = ("centre", "therapists", "referrals", "intake", "groups", "research")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
EXAMPLE = (ROOT / ".env.example").read_text()


def read_variables() -> set[str]:
    """Every environment variable that our own code asks for through django-environ."""
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return {name for path in sources for name in re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', path.read_text())}


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def test_ci_calls_the_test_command_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    assert lines == [
        "#!/usr/bin/env bash",
        "set -euo pipefail",
        'cd "$(dirname "${BASH_SOURCE[0]}")/.."',
        "make test",
    ]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_each_make_target_is_a_tool():
    targets = re.findall(r"^(\w+): ## .*\n\t\$\(TOOL\)", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert {"run", "test", "lint", "bench", "lock"} <= set(targets)
    assert [target for target in targets if not (ROOT / "tools" / f"{target}.py").exists()] == []


def test_the_tools_need_python_only():
    imported = set()
    for path in (ROOT / "tools").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).partition(".")[0])

    assert imported - sys.stdlib_module_names == {"tools"}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_pin_has_a_hash_and_names_no_host(name):
    text = (ROOT / name).read_text()
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert len(entries) > 40
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert not (ROOT / "uv.lock").exists()


def test_the_tests_run_on_what_production_runs_on():
    production, development = pins("requirements.txt"), pins("requirements-dev.txt")

    assert {name: development.get(name) for name in production} == production


def test_every_variable_that_is_read_is_explained_and_the_other_way_round():
    explained = set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))
    elsewhere = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))

    assert explained == read_variables() | elsewhere


def test_the_example_holds_no_key_and_opens_nothing():
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))

    assert {
        given[name] for name in ("SECRET_KEY", "FIELD_KEYS", "HASH_KEY", "POSTGRES_PASSWORD", "POSTGRES_WEB_PASSWORD")
    } == {""}
    assert not {"DEBUG", "DEMO"} & set(given)


def test_the_portal_refuses_to_start_on_the_bare_example():
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    env = {"PATH": os.environ["PATH"], "STATE_DIR": os.environ["STATE_DIR"], **given}

    started = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )

    assert started.returncode == 1
    assert "SECRET_KEY" in started.stderr


def test_compose_has_every_part_and_only_the_proxy_faces_the_street():
    services = COMPOSE["services"]

    assert set(services) == {"migrate", "web", "worker", "beat", "postgres", "redis", "proxy"}
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert [name for name, service in services.items() if "outside" not in service["networks"]] == ["postgres", "redis"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_compose_watches_each_part_that_stays():
    unwatched = {name for name, service in COMPOSE["services"].items() if "healthcheck" not in service}

    assert unwatched == {"web"}, "the image's own health check is the web's"
    assert "healthcheck.py" in (ROOT / "Dockerfile").read_text()


def test_compose_keeps_one_beat_a_lasting_queue_and_no_secrets():
    services = COMPOSE["services"]

    assert not {"deploy", "scale"} & set(services["beat"])
    assert services["redis"]["command"][1:3] == ["--appendonly", "yes"]
    assert services["redis"]["command"][-2:] == ["--maxmemory-policy", "noeviction"]
    for name in ("migrate", "web", "worker", "beat"):
        assert services[name]["env_file"] == ".env"
        assert not {"SECRET_KEY", "FIELD_KEYS", "HASH_KEY"} & set(services[name]["environment"])


def test_compose_gives_the_owner_of_the_tables_to_the_migration_and_the_database_only():
    services = COMPOSE["services"]
    knowing = {name for name, service in services.items() if "${POSTGRES_PASSWORD" in str(service)}
    reading = {name: service["environment"] for name, service in services.items() if "env_file" in service}

    assert knowing == {"migrate", "postgres"}
    # What stands here outranks the same name in the file.
    assert {name: given.get("POSTGRES_PASSWORD") for name, given in reading.items()} == dict.fromkeys(reading, "")


def test_compose_uses_volumes_and_networks_that_it_declares():
    services = COMPOSE["services"].values()
    volumes = {volume.partition(":")[0] for service in services for volume in service.get("volumes", [])}

    assert {volume for volume in volumes if not volume.startswith("./")} == set(COMPOSE["volumes"])
    assert {network for service in services for network in service["networks"]} == set(COMPOSE["networks"])


def test_the_image_runs_as_somebody_with_no_rights_and_copies_what_exists():
    text = (ROOT / "Dockerfile").read_text()
    allowed = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)

    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE) == ["portal"]
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
    assert [name for name in allowed if not (ROOT / name).exists()] == []
    assert set(ROOMS) <= set(allowed)
    assert not {".env", "var", ".git", "tests"} & set(allowed)


def test_the_licence_is_the_one_that_is_named():
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"]

    assert named == "EUPL-1.2"
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")


def test_publiccode_has_what_the_standard_demands():
    card = yaml.safe_load((ROOT / "publiccode.yml").read_text())

    assert card["publiccodeYmlVersion"] == "0.4"
    assert (card["softwareType"], card["developmentStatus"]) == ("standalone/web", "beta")
    assert card["legal"]["license"] == "EUPL-1.2"
    assert card["maintenance"]["type"] == "internal"
    assert card["maintenance"]["contacts"][0]["name"]
    assert card["localisation"] == {"localisationReady": True, "availableLanguages": ["nl", "en"]}
    for language in ("nl", "en"):
        words = card["description"][language]
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]


def test_a_planted_upward_import_is_caught(tmp_path):
    for room in ROOMS:
        for source in (ROOT / room).rglob("*.py"):
            copy = tmp_path / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(source.read_text())
    floors = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    listed = "\n    ".join(["", *ROOMS])
    layers = "\n    ".join(["", *floors["layers"]])
    (tmp_path / ".importlinter").write_text(
        f"[importlinter]\nroot_packages ={listed}\n[importlinter:contract:1]\nname = Floors\ntype = layers\nlayers ={layers}\n"
    )

    before = _lint_imports(tmp_path)
    clock = tmp_path / "centre" / "clock.py"
    clock.write_text(clock.read_text() + "\nimport groups.views\n")
    after = _lint_imports(tmp_path)

    assert "Floors KEPT" in before
    assert "Floors BROKEN" in after
    assert "centre.clock -> groups.views" in after


def _lint_imports(folder: Path) -> str:
    command = [VENV / "bin" / "lint-imports", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


PASSED = test.Outcome("SQLite 3.40.1", 3, 0, 0, 1.0)


@pytest.mark.parametrize(
    ("checks", "outcomes", "code", "last"),
    [
        ([lint.Result("ruff", True, 1.0)], [PASSED, PASSED], 0, "6 passed, 0 failed"),
        ([lint.Result("ruff", False, 1.0)], [PASSED, PASSED], 1, "6 passed, 1 failed"),
        ([], [PASSED, test.Outcome("", 0, 1, 0, 0)], 1, "3 passed, 1 failed"),
        ([], [PASSED, PASSED._replace(skipped=2)], 1, "6 passed, 2 failed"),
        ([], [PASSED._replace(passed=0)] * 2, 1, "0 passed, 1 failed"),
    ],
    ids=["all well", "a check failed", "an engine is missing", "a test was skipped", "no test ran"],
)
def test_the_test_command_passes_only_when_all_of_it_ran(capsys, checks, outcomes, code, last):
    assert test._summary(checks, outcomes) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_a_pass_without_a_report_failed(tmp_path):
    assert test._counts(tmp_path / "report.xml") == (0, 1, 0)


def test_the_report_is_counted_with_its_errors(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="1" errors="2" skipped="1"/></testsuites>')

    assert test._counts(report) == (5, 3, 1)


def test_somebody_who_may_not_install_gets_the_line_to_run(monkeypatch):
    monkeypatch.setattr(environment, "_installed", lambda name: name != "gettext")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(environment.NotReady) as told:
        environment.ensure_packages(environment.RUN_PACKAGES)

    assert "    sudo apt-get install --yes --no-install-recommends gettext\n" in str(told.value)


def test_a_broken_catalogue_stops_the_command(monkeypatch, tmp_path, capfd):
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "%(name)s"\nmsgstr "broken')
    monkeypatch.setattr(environment, "LOCALES", tmp_path)
    monkeypatch.setattr(environment, "ROOT", tmp_path)

    with pytest.raises(environment.NotReady, match="does not compile"):
        environment.compile_messages()

    assert list(folder.glob("*.mo")) == []
    assert "django.po" in capfd.readouterr().err


def test_a_catalogue_is_compiled_once(monkeypatch, tmp_path):
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "django.po").write_text(header + 'msgid "Home"\nmsgstr "Begin"\n')
    monkeypatch.setattr(environment, "LOCALES", tmp_path)
    environment.compile_messages()
    first = (folder / "django.mo").stat().st_mtime_ns

    environment.compile_messages()

    assert (folder / "django.mo").stat().st_mtime_ns == first
