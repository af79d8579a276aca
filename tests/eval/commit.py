"""Which commit a figure or a weight belongs to."""

from __future__ import annotations

import subprocess
from pathlib import Path

_ROOT = Path(__file__).parents[2]


def commit() -> str:
    """Return the commit that is checked out, with a "+" where the code differs from it."""

    def git(*arguments: str) -> str:
        run = subprocess.run(
            ["git", *arguments], cwd=_ROOT, capture_output=True, text=True, check=False
        )
        return run.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "knowledge", "tests/eval")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
