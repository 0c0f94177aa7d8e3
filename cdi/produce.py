"""A bundle and the words of an audit folder become one finished document, as HTML and PDF."""

from __future__ import annotations
