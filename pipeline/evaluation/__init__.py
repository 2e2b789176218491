"""How well the articles of a labelled set are read, and where the reading differs from the labels."""
