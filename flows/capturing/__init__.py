"""What the flow `capture` is made of."""
