"""One file per kind of figure: data of a finding -> chart specification."""
