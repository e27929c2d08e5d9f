"""`make format`: repair what the linters can repair by themselves."""

import subprocess
import sys

from tools import environment, lint
from tools.environment import ROOT, NotReady, say


def main() -> int:
    """Returns 0; what could not be repaired is for `make lint` to tell."""
    try:
        environment.ensure("requirements-dev.txt", ())
    except NotReady as problem:
        say(f"\n{problem}")
        return 1
    for command in (
        [lint.BIN / "ruff", "check", "--fix", "--quiet", "."],
        [lint.BIN / "ruff", "format", "--quiet", "."],
        [lint.BIN / "djade", "--target-version", "5.2", *_templates()],
    ):
        subprocess.run([str(part) for part in command], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    return 0


def _templates() -> list[str]:
    """Every page template; mail and PDF templates carry their own layout."""
    pages = sorted((ROOT / "templates").rglob("*.html"))
    return [str(page.relative_to(ROOT)) for page in pages if not {"mail", "pdf"} & set(page.parts)]


if __name__ == "__main__":
    sys.exit(main())
