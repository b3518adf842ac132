"""What a message is, when it may be sent, what it says, and what becomes of it. Pure."""
