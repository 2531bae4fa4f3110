"""Link: which records are one person, which reports are one event, and how sure."""
