"""The arithmetic of a case as an expression graph, traced once for each structure and evaluated for any numbers."""
