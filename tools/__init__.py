"""What the Makefile calls. Standard library only: this is what builds the environment that everything else runs in."""
