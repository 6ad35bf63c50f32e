"""Every night by itself: server, worker, health, recovery."""
