"""What the pages ask."""

from __future__ import annotations

import re

from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse, print_ast

from schema.export import FILE

PAGES = FILE.parent.parent / "frontend" / "src"


def documents() -> dict[str, str]:
    """The pages' queries by name, each with the fragments that it spreads."""
    found = [each for file in sorted(PAGES.rglob("*.graphql")) for each in parse(file.read_text()).definitions]
    fragments = {each.name.value: print_ast(each) for each in found if isinstance(each, FragmentDefinitionNode)}
    queries = [each for each in found if isinstance(each, OperationDefinitionNode) and each.operation.value == "query"]
    return {each.name.value: _with_fragments(print_ast(each), fragments) for each in queries if each.name}


def _with_fragments(text: str, fragments: dict[str, str]) -> str:
    spread = set(re.findall(r"\.\.\.\s*(\w+)", text)) - {"on"}
    missing = [name for name in sorted(spread) if f"fragment {name} " not in text and name in fragments]
    return _with_fragments("\n".join([text, *(fragments[name] for name in missing)]), fragments) if missing else text
