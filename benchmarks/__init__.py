"""Measurements that take longer than tests and depend on the machine."""
