"""Conditions, plans, assignment, timing, and what results mean. Pure."""
