"""The hub's own enumerations as enumerations of GraphQL, with their meanings for clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import EnumMeta


def tell(kind: EnumMeta, name: str, description: str, meanings: Mapping[str, str]) -> None:
    """Let GraphQL know ``kind`` under ``name``; ``meanings`` describe every one of its members."""
    strawberry.enum(kind, name=name, description=description)
    definition: StrawberryEnumDefinition = kind.__strawberry_definition__  # type: ignore[attr-defined] # just set
    for value in definition.values:
        value.description = meanings[value.name]
