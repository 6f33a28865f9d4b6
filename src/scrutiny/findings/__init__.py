"""What a check may say, and how it says it."""
