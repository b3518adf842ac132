"""What can be done with audiences and campaigns."""
