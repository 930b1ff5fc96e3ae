"""Canonical values: one kind of value a module, each with one pure function `canonical`.

A canonical value is what is shown and compared; folding case or accents for matching is not done here.
`canonical` is idempotent: a canonical value is returned unchanged.
"""
