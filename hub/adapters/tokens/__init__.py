"""Issuers of tokens: any OpenID Connect provider, the built-in one for trying the hub out, and none at all."""
