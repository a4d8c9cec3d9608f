"""The ETL: a day of flights from the source's API to the warehouse, and the proof that it arrived.

days: which day a run is for · datasets: what the source promises · client: how it is asked
· extract → transform → load → quality: the steps, each idempotent and atomic · report: what is
recorded of each · steps, prove: what is told of a day · warehouse: how readers ask
· reading, catalog, explore, refusal: how onlookers do · flow: the class plan's diagram · links: a run's pages
· goals: what the data are held to

Between the steps stand objects and a manifest that names them. The manifest is written last:
a step that was killed has done nothing, and its repetition finds what was already there.
"""
