"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """WhiteNoise's, which also gives the imports of the site's own JavaScript modules those names.

    Django could do that for all files, but it fails at an import in a comment of a library.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("registry/*.js", ((r'(?P<matched>from "(?P<url>\./[^"]+)")', 'from "%(url)s"'),)),
    )
