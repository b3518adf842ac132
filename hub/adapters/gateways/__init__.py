"""Payment gateways: the sandbox, and Stripe."""
