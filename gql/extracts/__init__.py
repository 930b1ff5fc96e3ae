"""Extracts: the answer to a question as one file in which nobody is among few, told of in the audit."""
