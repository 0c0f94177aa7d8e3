"""From a built report to a published one: who signed it off, what must hold before it goes out, and all versions."""
