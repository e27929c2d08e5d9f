"""Pages of the register, a module per audience."""
