"""What an open page needs to know of an event's kind: which part of it to fetch anew."""

MESSAGE, SEEN, CASE = "message", "seen", "case"


def topic_of(kind: str) -> str:
    """``message`` and ``seen`` are about a thread, ``case`` about a case. Nothing finer leaves the server."""
    return {"message.posted": MESSAGE, "message.seen": SEEN}.get(kind, CASE)
