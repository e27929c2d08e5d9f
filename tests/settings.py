"""The settings of the tests: the portal's own, with the few overrides below.

The engines come from outside: DATABASE_URL and REDIS_URL name them (`make test` does so), and without them the tests
run on an SQLite file, the local-memory cache and Celery's filesystem transport, all in a temporary folder.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "STATE_DIR" not in os.environ:
    # Made by the first process only: the workers of pytest-xdist inherit the variable and so share the folder.
    os.environ["STATE_DIR"] = tempfile.mkdtemp(prefix="tweehuis-tests-")
    atexit.register(shutil.rmtree, os.environ["STATE_DIR"], ignore_errors=True)

# Fixed, whatever the caller has set: a test means the same on every machine.
os.environ |= {
    "SECRET_KEY": "tests-only-a-secret-key-of-sufficient-length-0123456789",
    "FIELD_KEYS": "dGVzdHMgb25seSwgbmV2ZXIgaW4gcHJvZHVjdGlvbiE=",
    "HASH_KEY": "tests-only-hash-key-0123456789abcdef0123456789abcdef",
    "DEBUG": "false",
    "DEMO": "false",
    "SECURE_COOKIES": "false",  # the test client and the live server speak plain http
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "BASE_URL": "http://testserver",
}

from centre.settings import *  # noqa: E402, F403 the environment above has to be there first
from centre.settings import CACHES, DATABASES, MIDDLEWARE, REDIS_URL, STORAGES  # noqa: E402

STATE_DIR = Path(os.environ["STATE_DIR"])

DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the browser tests read it from the live server's threads.
    DATABASES["default"]["TEST"] = {"NAME": str(STATE_DIR / "test.sqlite3")}
if REDIS_URL:
    # Each worker has Redis databases of its own (a broker and a cache): `cache.clear()` of one never empties another's.
    pair = 2 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CELERY_BROKER_URL = f"{REDIS_URL}/{pair}"
    CACHES["default"]["LOCATION"] = f"{REDIS_URL}/{pair + 1}"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Files of one worker are no business of another: a test may look at everything that lies there.
PRIVATE_ROOT = STATE_DIR / "private" / os.environ.get("PYTEST_XDIST_WORKER", "gw0")
STORAGES["default"]["OPTIONS"]["location"] = str(PRIVATE_ROOT)
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Every POST of every test is watched: what was sent in a street leaves a row of the log that says so.
MIDDLEWARE = [*MIDDLEWARE, "tests.deeds.EveryDeedIsLogged"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A test that is not about the hour means the same at any hour.
QUIET_HOURS, MAIL_SLOTS = (0, 0), []
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
