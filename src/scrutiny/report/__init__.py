"""Findings -> blocks -> terminal, JSON, Markdown, one self-contained HTML page."""
