"""Facts that the headers of files state, read without loading the files and without any I/O.

Files come from anybody: every parser bounds what it reads and how deep it looks.
"""
