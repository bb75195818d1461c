"""How Nôa says it: canonical replies from files, in Brazilian Portuguese and English."""
