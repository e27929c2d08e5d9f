"""`make lock`: pin every package of pyproject.toml with its hashes, for every platform, in two files.

Pins that still fit are kept; `make lock UPGRADE=1` takes the newest. Never keep a uv.lock: it names the hosts it used.
"""

import os
import subprocess
import sys

from tools import environment
from tools.environment import PYTHON, ROOT, NotReady, say

UV = PYTHON.parent / "uv"
COMPILE = (
    "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11",
    "--no-emit-index-url", "--custom-compile-command", "make lock",
)  # fmt: skip


def main() -> int:
    """Returns 0 when both files are written."""
    try:
        environment.ensure("requirements-dev.txt", ())
        if not UV.exists():
            _run([PYTHON, "-m", "pip", "install", "-qq", "uv"])
        upgrade = ["--upgrade"] if os.environ.get("UPGRADE") == "1" else []
        _run([UV, *COMPILE, *upgrade, "--output-file", "requirements.txt"])
        # The tests run on exactly what production runs on.
        dev = ["--extra", "dev", "--constraint", "requirements.txt", "--output-file", "requirements-dev.txt"]
        _run([UV, *COMPILE, *upgrade, *dev])
    except NotReady as problem:
        say(f"\n{problem}")
        return 1
    return 0


def _run(command: list[object]) -> None:
    env = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    if subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode:
        raise NotReady("The lock is not renewed. The words of the program are above.")


if __name__ == "__main__":
    sys.exit(main())
