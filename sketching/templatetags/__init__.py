"""What templates ask sketching for."""
