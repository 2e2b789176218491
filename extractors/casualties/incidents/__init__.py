"""What belongs together: claims of one attack, one person, one toll."""
