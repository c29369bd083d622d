"""What moves the outcome: tornado, switching values, sweeps, global sensitivity, scenarios, convergence."""
