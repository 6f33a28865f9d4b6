"""Do the counts look counted?"""
