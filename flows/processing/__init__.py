"""What the flow `process` is made of."""
