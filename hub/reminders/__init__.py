"""Telling members in time that a benefit ends, so that nobody loses one unawares.

A **stage** is an offset from the coverage end: ``-P7D`` is seven days before it, ``+P3D`` three days after. The stages
of a benefit are its **schedule**. A **reminder** is due for (member, benefit, coverage end, stage), at the hour of the
schedule on the member's own clock, once, ever: the database holds us to it.

How it is found: of each coverage end only the next stage has a row that is due, and an index holds only these, so that
looking for what is due costs what is due and not what is held. Whatever writes the timeline also writes, by a trigger
in the same transaction, which coverage moved (``coverage_changes``); planning takes that up before every sweep. Until
then a reminder may lie there for an end that is no longer one, and that does no harm: just before sending, every
reminder is checked against the timeline itself, and is not sent if it no longer holds.

A worker that dies loses and doubles nothing: a reminder is settled, its message planned and the next stage laid down
in one transaction; messages go out once by their own rules.
"""
