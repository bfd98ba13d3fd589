"""The web app: pages for people, HTTP interfaces for programs, and the server around them."""
