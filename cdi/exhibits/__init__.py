"""Figures to charts and tables; nothing is computed again."""
