"""Smalltown's own classifier, to show that a pack may bring one: surer of what is said first."""

WORDS = {"hole": "Q1", "lamp": "Q2", "puddle": "P2"}
FIRST, LATER = 0.95, 0.4


def classify(text: str, n: int) -> list[tuple[str, float, str]]:
    """As `domain.classifying.Classifier`."""
    said = [word for word in text.lower().split() if word in WORDS]
    return [(WORDS[word], LATER if at else FIRST, word) for at, word in enumerate(dict.fromkeys(said))][:n]
