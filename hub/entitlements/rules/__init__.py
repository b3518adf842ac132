"""The heart: from grants to timelines, statuses and reasons. Pure; `now` is always a parameter.

`values` are what goes in and comes out, `stacking` and `lane` lay the timeline, `pauses` says when a higher tier holds
it up, `consumption` counts what is used, `holdings` decides what may happen, `status` and `reasons` answer what a
member asks, and `words` says it in Chinese and English.
"""
