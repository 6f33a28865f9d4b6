"""The readers: one file per format, file -> text cells and notes. A reader is found by being there.

Other packages add theirs through the entry-point group `scrutiny.readers`.
"""
