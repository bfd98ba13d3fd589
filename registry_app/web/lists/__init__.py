"""Lists that the query language searches: the request, the results and the columns."""
