"""`make bench`: the benchmarks on a private PostgreSQL and Redis. ARGS are passed on, for example ARGS="pages".

`ARGS="--sqlite log doorbells"`: on a fresh SQLite instead, all but the plans.
"""

import os
import shlex
import sys
import tempfile

from tools import engines, environment, lint, processes
from tools.environment import PYTHON, NotReady, say


def main() -> int:
    """Returns the exit code of the benchmarks: 0 when each stayed within its budget."""
    processes.stop_on_signals()
    try:
        environment.ensure("requirements-dev.txt", environment.TEST_PACKAGES)
        with engines.postgresql() as database, engines.redis() as redis, tempfile.TemporaryDirectory() as folder:
            env = os.environ | lint.PRODUCTION | {"DATABASE_URL": database, "REDIS_URL": redis, "STATE_DIR": folder}
            env |= {"DJANGO_SETTINGS_MODULE": "centre.settings", "SECURE_COOKIES": "false"}
            arguments = shlex.split(os.environ.get("ARGS", ""))
            if "--sqlite" in arguments:
                arguments.remove("--sqlite")
                env["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
            process = processes.start([PYTHON, "-m", "benchmarks", *arguments], env=env)
            with processes.running(process):
                return process.wait()
    except NotReady as problem:
        say(f"\n{problem}")
        return 1
    except processes.Stopped:
        return 130


if __name__ == "__main__":
    sys.exit(main())
