"""What writes and installs the project, and is no part of it."""
