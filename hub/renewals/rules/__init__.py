"""When renewals fall due, what they cost, and what is to be done about them next. Pure."""
