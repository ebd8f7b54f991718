"""Demo data: a brokerage with a believable past, made the same way every time."""
