"""Settings of the documentation."""

project = "Scrutiny"
author = "The Scrutiny authors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "Scrutiny"
exclude_patterns = ["_build"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
