"""Is this container well? `web` asks the health page; `jobs` looks at the sign of life that beat has the worker give.

Exit code 0 is well, 1 is not. Beat asks twice a minute, so four silent minutes mean that worker or beat is down.
"""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

SILENCE_SECONDS = 240


def web_is_well() -> bool:
    """The health page answers 200 as long as the portal can work; jobs that wait do not make the web unwell."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request("http://127.0.0.1:8000/health/", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310 a fixed address on this machine
            return answer.status == 200
    except (urllib.error.URLError, TimeoutError):
        return False


def jobs_are_well() -> bool:
    """The worker touched its file not long ago."""
    try:
        seen = (Path(os.environ.get("STATE_DIR", "/state")) / "heartbeat").stat().st_mtime
    except FileNotFoundError:
        return False
    return time.time() - seen < SILENCE_SECONDS


if __name__ == "__main__":
    sys.exit(not {"web": web_is_well, "jobs": jobs_are_well}[sys.argv[1]]())
