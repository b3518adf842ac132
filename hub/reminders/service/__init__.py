"""What can be done with reminders: plan, remind, schedule, and open their links."""
