"""Who says so: reporting clauses and the sources that they name."""
