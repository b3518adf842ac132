"""Queries compiled once and run many times, in front of the standard executor.

The standard executor of GraphQL decides field by field, request by request, what an operation means. Most requests are
operations that were asked before, so that can be decided once: an operation is parsed, validated and written down as a
Python function over the schema's own types, which calls the same resolvers and reads the same attributes.

Read it in this order:

``operations``   the front: which operations run compiled, and the cache of them
``blueprints``   one operation, parsed and validated, and a function of it for each outcome of its conditions
``selections``   which fields it asks for, collected as the standard executor does
``writing``      the function's source text, type by type
``lines``        the pieces that it is put together from
``resolving``    how the value of one field is had: an attribute, a resolver, a global id
``at_hand``      shorter ways: resolvers that need not wait, and what stands for objects that need not be made
``leaves``       how scalars and enumerations are written
``kept``         parts of answers that depend on the catalogue alone, worked out once
``together``     several resolvers awaited at once, so that loaders still load in batches

One rule keeps the two ways equal: **what goes compiled goes without a fault, or not at all.** Whatever the compiler
does not know for certain raises ``Unsure``; whatever goes wrong while a compiled operation runs (a refusal, a missing
right, a value of the wrong type, a null where none may be) ends it. In both cases the standard executor carries the
operation out from its beginning, and its answer, with its errors and their paths, is what the client gets. Queries
change nothing, so that carrying one out again does no harm.
"""
