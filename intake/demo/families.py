"""The invented families of the demo: who they are and how far they have come."""

#: Who has a short address: the couple of the feature table and the family for cross-checks.
SHORT = {"anna", "bram", "carla", "dirk"}
SHOWN = {
    "anna": ("ouder A (Anna)", "ouder B (Bram)"),
    "carla": ("ouder (Carla, tweede gezin)", "ouder (Dirk, tweede gezin)"),
    "nadia.bouali": ("ouder die begonnen is (Nadia)", ""),
    "hanneke.sanders": ("ouder met een afspraak (Hanneke)", ""),
}
#: (parent, parent, [(child, age)], municipality, entered via)
READY = [
    ("Anna de Wit", "Bram Jansen", [("Kim", 8)], "Haarlem", "neighbourhood_team"),
    ("Carla Visser", "Dirk Bakker", [("Sem", 13)], "Haarlem", "child_protection_board"),
    ("Esra Demir", "Floris Mulder", [("Lina", 8), ("Daan", 10)], "Haarlem", "neighbourhood_team"),
    ("Gwen Hoekstra", "Hugo Peeters", [("Noor", 9)], "Haarlem", "gp"),
    ("Iris van Dam", "Jeroen Kok", [("Tess", 8), ("Mats", 12)], "Haarlem", "child_protection_board"),
    ("Karima Haddad", "Lars Postma", [("Yara", 12)], "Haarlem", "court"),
    ("Mieke Brouwer", "Niels Schouten", [("Finn", 10)], "Haarlem", "certified_institution"),
    ("Olga Novak", "Pieter Willems", [("Eva", 5), ("Bo", 8)], "Haarlem", "neighbourhood_team"),
    ("Quirine Smit", "Ruben de Graaf", [("Liv", 14)], "Haarlem", "parent"),
    ("Saskia Bos", "Teun Verhoeven", [("Luuk", 9), ("Roos", 11)], "Haarlem", "gp"),
    ("Umaira Khan", "Victor Dekker", [("Amir", 7)], "Haarlem", "neighbourhood_team"),
    ("Wendy Kuipers", "Xander Vos", [("Milan", 12), ("Sara", 15)], "Haarlem", "child_protection_board"),
    ("Yvonne Meijer", "Zeno Prins", [("Guus", 8)], "Haarlem", "neighbourhood_team"),
    ("Astrid Maas", "Boris Huisman", [("Fien", 6)], "Haarlem", "parent"),
    ("Chantal Groen", "Dennis Schipper", [("Jip", 10)], "Texel", "gp"),
    ("Elif Yilmaz", "Frank Molenaar", [("Deniz", 9), ("Lotte", 12)], "Zaanstad", "certified_institution"),
    ("Bianca Kooij", "Casper Linders", [("Sofie", 9)], "Haarlem", "neighbourhood_team"),
    ("Dunya Amrani", "Erik Stam", [("Jasmijn", 8), ("Ravi", 10)], "Haarlem", "gp"),
    ("Fenna Boonstra", "Gijs Timmers", [("Koen", 11)], "Haarlem", "child_protection_board"),
    ("Hilde Verbeek", "Igor Romanov", [("Anouk", 9), ("Siem", 7)], "Haarlem", "neighbourhood_team"),
    ("Jolanda Prinsen", "Kees Admiraal", [("Teuntje", 10)], "Haarlem", "parent"),
    ("Lotte Wiersma", "Marco Bianchi", [("Luca", 8)], "Haarlem", "neighbourhood_team"),
    ("Greetje Aalders", "Harm Wouters", [("Stijn", 8)], "Nijmegen", "neighbourhood_team"),
    ("Ingrid Peters", "Jasper Arts", [("Fleur", 11)], "Nijmegen", "child_protection_board"),
    ("Merel Jaspers", "Nathan Gerrits", [("Wout", 9)], "Nijmegen", "gp"),
    ("Petra Derks", "Ramon Theunissen", [("Isa", 10), ("Job", 8)], "Nijmegen", "neighbourhood_team"),
    ("Sofia Lopes", "Tim Wijnen", [("Mia", 9)], "Nijmegen", "parent"),
    ("Ulrike Reijnders", "Vincent Loeffen", [("Pim", 10)], "Nijmegen", "certified_institution"),
]
#: (stage, parent, parent, child, age, days since the request, municipality)
ON_THE_WAY = [
    ("started", "Nadia Bouali", "Otto Veldman", "Ilse", 7, 3, "Haarlem"),
    ("waiting", "Paula Hendriks", "Quinten Blom", "Max", 9, 9, "Haarlem"),
    ("complete", "Rianne Kramer", "Stefan Wolters", "Julia", 10, 12, "Haarlem"),
    ("complete#late", "Tamara Dijk", "Umut Aydin", "Emir", 8, 30, "Haarlem"),
    ("flagged", "Vera Lammers", "Wessel Timmer", "Puck", 6, 5, "Haarlem"),
    ("assessing", "Hanneke Sanders", "Ivo Boersma", "Thijs", 11, 24, "Haarlem"),
    ("advised", "Kaatje Willemsen", "Leon Kuiper", "Nina", 9, 34, "Haarlem"),
    ("other_help", "Marjan Evers", "Nico Veenstra", "Tom", 9, 50, "Haarlem"),
    ("one_family", "Femke Overbeek", "Gerben Slot", "Hidde", 9, 46, "Haarlem"),
]
