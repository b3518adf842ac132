"""The couriers: SMTP, and webhooks to the operator's own systems."""
