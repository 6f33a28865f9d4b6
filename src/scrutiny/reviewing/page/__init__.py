"""The page on which a person decides, for this machine only."""
