"""Trusted operations: the documents that a hub carries out, where it is told to carry out no others."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

import orjson
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from hub.kernel.errors import InvalidInput
from schema.requests import Operation, Unanswerable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class Trusted:
    """The registered documents by the SHA-256 of their text.

    A client names one with ``documentId`` (``sha256:…``, or the bare hash) or sends its text. Where ``is_required``,
    no other text is allowed.
    """

    def __init__(self, documents: Mapping[str, str], *, is_required: bool) -> None:
        self._documents = documents
        self._is_required = is_required

    @classmethod
    def from_file(cls, file: Path | None, *, is_required: bool) -> Trusted:
        """Read a JSON object from hash to document, as code generators write it; each hash must be right."""
        if file is None:
            return _none(is_required=is_required)
        try:
            documents = dict(orjson.loads(file.read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            raise InvalidInput("HUB_TRUSTED_OPERATIONS", f"{file} is not a JSON object of documents: {error}") from None
        wrong = [key for key, text in documents.items() if _hash(str(text)) != _bare(key)]
        if wrong:
            raise InvalidInput("HUB_TRUSTED_OPERATIONS", f"{file}: {wrong[0]} is not the SHA-256 of its document")
        return cls({_bare(key): str(text) for key, text in documents.items()}, is_required=is_required)

    def document(self, operation: Operation) -> str | None:
        """The document that the client means; refuses an unknown id."""
        if operation.document_id is None:
            return operation.query
        found = self._documents.get(_bare(operation.document_id))
        if found is None:
            raise Unanswerable(HTTPStatus.BAD_REQUEST, "no operation is registered under this documentId")
        return found

    def allows(self, document: str | None) -> bool:
        """The document may be carried out."""
        return not self._is_required or (document is not None and _hash(document) in self._documents)


@cache
def _none(*, is_required: bool) -> Trusted:
    return Trusted({}, is_required=is_required)


class TrustedOnly(SchemaExtension):
    """Refuses documents that are not registered, wherever they come from."""

    def __init__(self, trusted: Trusted) -> None:
        self._trusted = trusted

    def on_validate(self) -> Iterator[None]:
        """Before anything is done."""
        if not self._trusted.allows(self.execution_context.query):
            refusal = GraphQLError("This hub carries out registered operations only.", extensions={"code": "UNTRUSTED"})
            self.execution_context.pre_execution_errors = [refusal]
        yield


def _bare(key: str) -> str:
    return key.removeprefix("sha256:").lower()


def _hash(document: str) -> str:
    return sha256(document.encode()).hexdigest()
