"""The world's side of the ports. Only the wiring knows these modules."""
