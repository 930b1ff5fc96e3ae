"""Real time: one record in, its person out, among all the records there are."""
