"""GraphQL: what the hub shows and takes, over HTTP."""
