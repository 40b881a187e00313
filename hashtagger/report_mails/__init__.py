"""Reports by mail: when they are due, what the mail says, that it arrives."""
