"""What a page needs to work out a case anew: the case with every number open, and its programs."""
