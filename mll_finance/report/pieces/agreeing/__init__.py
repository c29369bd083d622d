"""What is agreed before a project begins: between the partners, and on when it stops."""
