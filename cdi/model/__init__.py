"""The values that pass between stages: frozen, and refusing nonsense when they are made."""
