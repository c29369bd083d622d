"""Line kinds: one file each. Money from a payer to a receiver, in time."""
