"""What happens with nobody at the keyboard: audits that come in, the machine's own scheduler, notices."""
