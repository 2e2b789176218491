"""What befell whom: clauses of death and injury around groups of people."""
