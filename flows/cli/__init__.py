"""The command `pledgewatch`, a module for each group of commands."""
