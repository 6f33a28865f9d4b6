"""The way of an article's claims into a case: a reader proposes them, a person decides, what is accepted enters."""
