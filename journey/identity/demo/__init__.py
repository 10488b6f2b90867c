"""Test-MitID: the demo's OpenID provider, where anyone is anyone with one click. Never on a real site."""
