"""Rows of one run, kept on disk so that memory does not grow with the input."""
