"""The database's history, one file a step, written with ``make migration NAME=…``; see ``hub.wiring``."""
