"""Everything that a page lists, a slice at a time (keyset pagination): one query for the rows, one for each thing beside them.

keyset        a query and a place → the rows that come after it
persons       candidates, merged ones as one
applications  the applicants of a job, by score, by lot, by arrival
openings      jobs with counts per stage
shortlists    the last matches of a job, best first
"""
