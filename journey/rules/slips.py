"""How long a wrong entry can be taken back as one that never was; afterwards it is history (RQ-022)."""

from datetime import timedelta

TAKEN_BACK_WITHIN = timedelta(days=7)
"""What has stood for longer is ended, or given anew."""
