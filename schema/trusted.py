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


LEARNT = 1_000
"""Documents that a process learns from clients at most, of ``LONGEST`` characters each at most."""

LONGEST = 20_000

UNKNOWN = "PersistedQueryNotFound"
"""What clients understand as: send the document with its hash."""


class Trusted:
    """The registered documents by the SHA-256 of their text.

    A client names one with ``documentId`` (``sha256:…``, or the bare hash) or, as others have it, with
    ``extensions.persistedQuery.sha256Hash``; or sends its text. Where ``is_required``, no other text is allowed.
    Where ``learns``, a text that comes with its hash can be named by it from then on, in this process; that does not
    make it trusted.
    """

    def __init__(self, documents: Mapping[str, str], *, is_required: bool, learns: bool = False) -> None:
        self._documents = documents
        self._is_required = is_required
        self._learns = learns
        self._learnt: dict[str, str] = {}

    @classmethod
    def from_file(cls, file: Path | None, *, is_required: bool, learns: bool = False) -> Trusted:
        """Read a JSON object from hash to document, as code generators write it; each hash must be right."""
        if file is None:
            return cls({}, is_required=is_required, learns=True) if learns else _none(is_required=is_required)
        try:
            documents = dict(orjson.loads(file.read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            raise InvalidInput("HUB_TRUSTED_OPERATIONS", f"{file} is not a JSON object of documents: {error}") from None
        wrong = [key for key, text in documents.items() if _hash(str(text)) != _bare(key)]
        if wrong:
            raise InvalidInput("HUB_TRUSTED_OPERATIONS", f"{file}: {wrong[0]} is not the SHA-256 of its document")
        return cls({_bare(key): str(text) for key, text in documents.items()}, is_required=is_required, learns=learns)

    def document(self, operation: Operation) -> str | None:
        """The document that the client means; refuses an unknown id, and one that is not that of the text beside it."""
        named = operation.document_id or _persisted(operation)
        if named is None:
            return operation.query
        key = _bare(named)
        found = self._documents.get(key) or self._learnt.get(key)
        if found is not None:
            return found
        if operation.query is None:
            raise Unanswerable(HTTPStatus.BAD_REQUEST, UNKNOWN, code="PERSISTED_QUERY_NOT_FOUND")
        if _hash(operation.query) != key:
            raise Unanswerable(HTTPStatus.BAD_REQUEST, "the hash is not the SHA-256 of the document beside it")
        self._learn(key, operation.query)
        return operation.query

    def _learn(self, key: str, document: str) -> None:
        """Keep it, if it is worth its place; the oldest goes."""
        if not self._learns or len(document) > LONGEST:
            return
        if len(self._learnt) >= LEARNT:
            del self._learnt[next(iter(self._learnt))]
        self._learnt[key] = document

    def allows(self, document: str | None) -> bool:
        """The document may be carried out."""
        return not self._is_required or (document is not None and _hash(document) in self._documents)


def _persisted(operation: Operation) -> str | None:
    """The hash in the form that persisted queries have elsewhere."""
    given = (operation.extensions or {}).get("persistedQuery")
    found = given.get("sha256Hash") if isinstance(given, dict) else None
    return found if isinstance(found, str) else None


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
