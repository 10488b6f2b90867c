"""From a proved identity to a person the municipality already knows. A login never creates anyone."""

from journey.models import ExternalIdentity, Person


def person_bound_to(*, issuer: str, subject: str) -> Person | None:
    """The active person bound to this identity; None for someone unknown and, never told apart, a leaver."""
    bound = ExternalIdentity.objects.select_related("person").filter(
        issuer=issuer, subject=subject, person__is_active=True
    )
    identity = bound.first()
    return identity.person if identity else None
