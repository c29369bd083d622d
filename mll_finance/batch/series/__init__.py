"""Many runs in one folder: cases by municipality and scenario, of which none is lost and none comes twice."""
