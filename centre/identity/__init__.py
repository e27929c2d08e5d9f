"""Signing in through somebody else's proof: OpenID Connect to a broker (DigiD, eHerkenning) or to an organisation."""
