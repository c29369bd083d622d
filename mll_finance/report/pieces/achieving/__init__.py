"""What a model must achieve, as it is told: in short, and for who works it out."""
