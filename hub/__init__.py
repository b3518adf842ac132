"""The member-benefits hub: what each member is entitled to, until when, and why."""
