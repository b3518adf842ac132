"""From a catalogue to a document that reads back as the same catalogue."""

from __future__ import annotations

from io import StringIO

from ruamel.yaml import YAML

from hub.catalogue.rules.catalogue import SECTIONS, Catalogue
from hub.catalogue.rules.plain import plain

_WIDTH = 100


def write(catalogue: Catalogue) -> str:
    """Write the whole catalogue as YAML 1.2, the entries of each section by code."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump({name: [plain(entry) for _, entry in sorted(catalogue.section(name).items())] for name in SECTIONS}, out)
    return out.getvalue()
