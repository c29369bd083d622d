"""The page above many reports: what may be compared, lines in the size, and a table with links to search and sort."""
