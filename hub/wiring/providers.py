"""Providers' files to the provider port."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from hub.adapters.clock import SystemClock
from hub.adapters.providers.declarative import checking, loading
from hub.adapters.providers.declarative.provider import DeclarativeProvider

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import httpx

    from hub.ports import Clock
    from hub.ports.providers import Provider

SHIPPED = Path(loading.__file__).parents[1]
"""The directory of the providers that come with the hub."""


def real_providers(
    files: Iterable[Path], environment: Mapping[str, str], client: httpx.AsyncClient, clock: Clock
) -> dict[str, Provider]:
    """Providers by code; ``InvalidProviderFile`` for the first file with a mistake, or that names a taken code."""
    providers: dict[str, Provider] = {}
    for file in files:
        provider = DeclarativeProvider(loading.load(file, environment), client, clock)
        if provider.code in providers:
            taken = loading.Mistake(
                1, "provider", f"another file describes {provider.code!r} already; choose another code"
            )
            raise loading.InvalidProviderFile(str(file), [taken])
        providers[provider.code] = provider
    return providers


def files_in(directory: Path) -> list[Path]:
    """The providers' files of a directory, in order."""
    return sorted(directory.glob("*.yaml"))


def tried(file: Path) -> tuple[str, bool]:
    """A report on one file, tried without the provider, and whether all is as it should be."""
    report = checking.check(file, os.environ, SystemClock().now())
    return str(report), report.is_good
