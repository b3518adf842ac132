"""What a table of old sales says: its columns, its cells, and each of its rows as one thing to grant.

`columns` finds out what each column holds, `cells` reads dates, periods and quantities as people write them, `rows`
makes of one line what is to be granted, and `mistakes` says of a row that is not taken why, and what to do.
"""
