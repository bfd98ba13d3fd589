"""Who is there, and what they may do: Django's framework over mldb's services."""
