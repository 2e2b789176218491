"""Languages other than English: which one a text is written in, and a reader for some of them."""
