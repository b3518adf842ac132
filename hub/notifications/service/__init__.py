"""What can be done with messages: plan, send, prefer."""
