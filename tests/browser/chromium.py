"""A Chromium for the browser tests: the system's, else Playwright's own, else one is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launched(playwright: Playwright) -> Browser:
    """A running Chromium."""
    if (path := _of_the_system()) or not Path(playwright.chromium.executable_path).exists():
        path = path or _installed()
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


def _of_the_system() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _installed() -> str | None:
    """The path of a Chromium installed just now; none for Playwright's own, which it finds by itself."""
    if os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        subprocess.run([apt, "install", "-y", "-qq", "chromium"], check=False, stdout=subprocess.DEVNULL)
        if path := _of_the_system():
            return path
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if done.returncode:
        raise Error("the browser tests need Chromium: install the package `chromium`, or run `playwright install`")
    return None
