"""Recipes that rebuild the embedded models from public data: seeded, CPU only, minutes each."""
