"""Where: names, which place each means, and which is the place of a claim."""
