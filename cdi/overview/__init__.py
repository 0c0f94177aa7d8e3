"""What a workspace holds and in what state it is, and whether this machine has all that a report needs."""
