"""What can be done with reminders: plan, remind, and schedule."""
