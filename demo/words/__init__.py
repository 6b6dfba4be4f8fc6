"""The words of the story, written by hand: what people send in, and what units answer."""
