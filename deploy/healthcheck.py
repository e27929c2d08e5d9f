"""Is this container well? `web` asks the health page; `worker` and `beat` look at that part's own sign of life.

Exit code 0 is well, 1 is not. Both give a sign twice a minute, so four silent minutes mean that the part is down.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

SILENCE_SECONDS = 240


def web_is_well() -> bool:
    """Database and cache answer the web. The page says 503 for a silent worker too, but that is not the web's illness."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request("http://127.0.0.1:8000/health/", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310 a fixed address on this machine
            report = json.load(answer)
    except urllib.error.HTTPError as error:
        report = json.loads(error.read() or b"{}") if error.code == 503 else {}
    except (urllib.error.URLError, TimeoutError, ValueError):
        return False
    return all(report.get(part, {}).get("ok") for part in ("database", "cache"))


def gives_signs(part: str) -> bool:
    """The part touched its file not long ago."""
    try:
        seen = (Path(os.environ.get("STATE_DIR", "/state")) / f"alive-{part}").stat().st_mtime
    except FileNotFoundError:
        return False
    return time.time() - seen < SILENCE_SECONDS


if __name__ == "__main__":
    sys.exit(not (web_is_well() if sys.argv[1] == "web" else gives_signs(sys.argv[1])))
