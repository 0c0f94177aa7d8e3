"""How numbers, colours and letters look everywhere."""
