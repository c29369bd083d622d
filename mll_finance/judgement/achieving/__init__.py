"""What a model must achieve to be worth choosing, and what a trial and a contract are held to."""
