"""What git says of this checkout."""

import shutil
import subprocess

from course.settings import ROOT


def git(*arguments: str) -> str | None:
    """What the command prints; None without git, without a repository, or when it fails."""
    if shutil.which("git") is None:
        return None
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.rstrip() if done.returncode == 0 else None
