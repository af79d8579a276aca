"""What a digest says of an article, and which articles tell one story."""
