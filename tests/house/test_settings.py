"""The settings refuse to be unsafe."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {
    "SECRET_KEY": "a-long-enough-secret-key-for-a-production-like-environment-0123456789",
    "FIELD_KEYS": "dGVzdHMgb25seSwgbmV2ZXIgaW4gcHJvZHVjdGlvbiE=",
    "HASH_KEY": "another-key-for-blind-indexes",
    "REDIS_URL": "redis://localhost:1",
    "DATABASE_URL": "postgres://nobody@localhost/none",
    "BASE_URL": "https://tweehuis.example.org",
    "ALLOWED_HOSTS": "tweehuis.example.org",
    "DPIA_VERSION": "2026-11",
    "COMPLAINT_SUBSTITUTE": "directie@example.org",
}


def manage(command: list[str], environment: dict, tmp_path) -> subprocess.CompletedProcess:
    clean = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=clean | {"STATE_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "HASH_KEY"])
def test_without_a_secret_it_does_not_start(name, tmp_path):
    environment = {key: value for key, value in SAFE.items() if key != name}

    result = manage(["check"], environment, tmp_path)

    assert result.returncode != 0
    assert name in result.stderr


def test_the_demo_is_refused_without_debug(tmp_path):
    result = manage(["check"], SAFE | {"DEMO": "true"}, tmp_path)

    assert result.returncode != 0
    assert "DEMO" in result.stderr


def test_demo_data_is_refused_outside_the_demo(tmp_path):
    result = manage(["seed_demo"], SAFE, tmp_path)

    assert result.returncode != 0
    assert "DEMO" in result.stderr


def test_production_settings_pass_the_deploy_checks(tmp_path):
    result = manage(["check", "--deploy", "--fail-level", "WARNING"], SAFE, tmp_path)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "change", [{"SECRET_KEY": "short"}, {"REDIS_URL": ""}, {"SECURE_COOKIES": "false"}, {"DPIA_VERSION": "2020-01"}]
)
def test_a_planted_weakness_fails_the_deploy_checks(change, tmp_path):
    result = manage(["check", "--deploy", "--fail-level", "WARNING"], SAFE | change, tmp_path)

    assert result.returncode != 0


def test_models_and_migrations_agree(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
