"""Reference data of our own: small CSV files with their source and licence, and the pure readers of them (law.md R80).

Nothing here knows Django. `centre.services.reference` brings the rows into the database.
"""
