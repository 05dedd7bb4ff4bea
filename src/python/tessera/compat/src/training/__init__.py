"""The hand-over to training."""
