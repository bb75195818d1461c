"""What may be found: governed catalogues, search by name and words, ranking and indexing."""
