"""Crime data integrity audits: from audit data to figures, charts and panel papers."""

__version__ = "0.1.0"
