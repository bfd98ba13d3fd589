"""Previews of files: what their first bytes say, as text, rows or cells, and what is left out.

Nothing here does any I/O. Whatever a file contains is shown as text, by templates that escape it;
Markdown goes through the renderer of model cards.
"""
