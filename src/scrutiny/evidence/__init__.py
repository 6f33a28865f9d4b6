"""The record: what each source says, kept apart, frozen.

We never hold "the result". Reconciling what sources say is a check, not a load step.
"""
