"""Figures as the news writes them."""
