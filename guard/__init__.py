"""Finds conversations planted to poison a support chatbot's training data."""

__version__ = "0.1.0"
