"""Login: who someone is, proved by a national identity provider. What they may see: journey.access."""
