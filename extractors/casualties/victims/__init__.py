"""Who the people are: noun phrases that count or name them."""
