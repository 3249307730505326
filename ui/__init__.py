"""Every human interface of the book, joined to it in one place."""
