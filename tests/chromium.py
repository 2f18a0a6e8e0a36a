"""The Chromium that the page is tested in: `python -m tests.chromium` installs one when the machine has none."""

import os
import shutil
import subprocess
import sys
from typing import Any


def find() -> str | None:
    """The path of the machine's own Chromium or Chrome; None leaves the choice to Playwright."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def launch_options() -> dict[str, Any]:
    """Keyword arguments for Playwright's `chromium.launch`."""
    # Playwright already switches off the sandbox (so root may start it) and most background traffic; these ask for
    # outside hosts even so.
    return {"executable_path": find(), "args": ["--disable-quic", "--disable-sync"]}


def install() -> None:
    if shutil.which("apt-get") and os.getuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-qq", "-y", "chromium"], check=True)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__" and find() is None:
    install()
