"""Floor 5: questionnaires, figures and municipal reports; looks across families, writes only its own rows."""
