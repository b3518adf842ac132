"""What the catalogue consists of and what is decided about it, without a database."""
