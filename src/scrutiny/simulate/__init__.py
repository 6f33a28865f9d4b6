"""Elections made by a known hand, honest or not."""
