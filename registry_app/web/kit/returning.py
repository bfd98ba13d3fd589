"""The page to go back to, as a form carries it along."""

from django.utils.http import url_has_allowed_host_and_scheme


def own_page(back: str, otherwise: str) -> str:
    """`back` if it is a path of this site, for it comes from outside; the other page if not."""
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return back if is_ours else otherwise
