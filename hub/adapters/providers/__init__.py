"""Providers: one YAML file each, beside this one; ``declarative`` turns such a file into the provider port."""
