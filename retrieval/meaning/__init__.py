"""Finding documents by what they mean: embeddings of their metadata, searched under the person's own rows."""
