#!/usr/bin/env python3
"""Find the Chromium that tests the site: `python3 tools/browser.py` prints its path, or says how to get one."""

import glob
import os
import shutil
import subprocess
import sys

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
# Where playwright keeps the one that `python -m playwright install chromium` fetches.
PLAYWRIGHT_CACHES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright", "~/AppData/Local/ms-playwright")
OUTSIDE_PATH = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
)


def starts(program):
    """Tell whether a program answers: a snap's placeholder exists, yet starts nothing inside a container."""
    if os.name == "nt":  # chrome.exe --version opens a window there
        return True
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find_browser():
    """Return the path of a Chromium that starts, or None; the variable BOOK_BROWSER comes first."""
    found = [os.environ.get("BOOK_BROWSER"), *map(shutil.which, CHROMIUM_NAMES)]
    for cache in PLAYWRIGHT_CACHES:
        for pattern in ("/chromium-*/chrome-*/chrome", "/chromium-*/chrome-*/chrome.exe"):
            found += sorted(glob.glob(os.path.expanduser(cache + pattern)), reverse=True)
    found += map(os.path.expandvars, OUTSIDE_PATH)
    for path in found:
        if path and os.path.exists(path) and starts(path):
            return path
    return None


def browser_advice():
    """Return the sentence for a machine without a Chromium."""
    how = "sudo apt-get install chromium" if shutil.which("apt-get") else "install Chromium or Chrome"
    return "No Chromium was found, so the browser tests are skipped; to run them: " + how


if __name__ == "__main__":
    chromium = find_browser()
    print(chromium or browser_advice())
    sys.exit(0 if chromium else 1)
