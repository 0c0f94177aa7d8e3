"""Where things are, what they are called, and what the settings files say."""
