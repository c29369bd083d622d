"""The municipality's books: budget tables, cover, resilience, procurement."""
