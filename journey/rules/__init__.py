"""Rules that need no database: time, working days, next words and plain language.

Nothing here may import Django or any other part of the product, so every rule can be tested alone.
"""
