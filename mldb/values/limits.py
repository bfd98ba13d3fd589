"""Limits of sizes, numbers and times."""

from datetime import timedelta
from typing import Final

NAME_LENGTH: Final = 255
TEXT_LENGTH: Final = 100_000
PARAM_LENGTH: Final = 16_000
TAG_LENGTH: Final = 100_000
URI_LENGTH: Final = 2_000
REASON_LENGTH: Final = 1_000
COMMENT_LENGTH: Final = 10_000
COMMENT_ID_LENGTH: Final = 16
QUERY_LENGTH: Final = 2_000
COLUMNS_LIMIT: Final = 30
METRICS_PER_CALL: Final = 10_000
EXPERIMENT_NAME_LENGTH: Final = 500
RUN_ID_LENGTH: Final = 32
LOGGED_MODEL_ID_LENGTH: Final = 34
DATASET_TEXT_LENGTH: Final = 1_000_000
INDEXED_LENGTH: Final = 100
ARTIFACT_PATH_LENGTH: Final = 1_000
ARTIFACT_PATH_BYTES: Final = 2_000
"""An entry of an index of PostgreSQL has no room for more."""
ARTIFACT_SEGMENT_BYTES: Final = 255
MEDIA_TYPE_LENGTH: Final = 255
SHA256_LENGTH: Final = 64
STORAGE_KEY_LENGTH: Final = 200
UPLOAD_ID_LENGTH: Final = 32
UPLOAD_PARTS: Final = 10_000
UPLOAD_LIFETIME: Final = timedelta(days=1)
POINTS_PER_CALL: Final = 10_000
ITEMS_PER_CALL: Final = 1_000
PAGE_SIZE: Final = 100
PAGE_SIZE_LIMIT: Final = 1_000
IDEMPOTENCY_KEY_LIFETIME: Final = timedelta(days=1)
MAX_ID: Final = 2**63 - 1
MIN_TIME_MS: Final = 31_536_000_000
"""The beginning of 1971."""
MAX_TIME_MS: Final = 32_503_679_999_999
"""The end of 2999."""
