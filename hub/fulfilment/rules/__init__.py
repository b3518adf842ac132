"""What is to be done with a task, and when; what a code may become."""
