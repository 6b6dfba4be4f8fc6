"""Ways in and out that are not pages: each speaks the language of one kind of system."""
