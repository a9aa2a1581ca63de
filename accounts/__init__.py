"""Who someone is, and the picture others see. Knows nothing of sketches."""
