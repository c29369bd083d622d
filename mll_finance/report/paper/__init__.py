"""What is handed over on paper: pages printed to PDF, and figures as pictures for a text processor."""
