"""What is asked on each page, by subject."""
