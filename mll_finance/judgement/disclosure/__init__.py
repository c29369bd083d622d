"""What a case may tell everybody: what is confidential, and the coarse case that the public version is made from."""
