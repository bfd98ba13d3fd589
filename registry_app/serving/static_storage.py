"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """WhiteNoise's, which also gives the imports of JavaScript modules those names."""

    support_js_module_import_aggregation = True
