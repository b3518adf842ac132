"""When reminders are due, and whether one still holds. Pure."""
