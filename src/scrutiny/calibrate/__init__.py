"""How often honest elections ring an alarm, and what the tests find of known hands: measured, not believed."""
