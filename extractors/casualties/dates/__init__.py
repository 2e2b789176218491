"""When: time expressions, what each dates, and which one dates a claim."""
