"""Years of random staff and families, lived through the real services, to see whether the promise holds."""
