"""What several sections share: a table, a sentence or a name that each of them shows."""
