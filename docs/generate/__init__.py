"""What `make reference` writes: pages and a schema made from the classes and tables that the package reads."""
