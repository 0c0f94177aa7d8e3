"""No time limit for a single example: the first call of a function may import what the others have."""

from hypothesis import settings

settings.register_profile("without a deadline", deadline=None)
settings.load_profile("without a deadline")
