"""Expectation suites: what must hold of the tables before anything is published."""
