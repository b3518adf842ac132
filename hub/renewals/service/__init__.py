"""What can be done with agreements: agree, change, renew, overrule, and preview."""
