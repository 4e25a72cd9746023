"""Images as the client reads them, for tests that need no service."""

from vss_tui.models.image import Image
from vss_tui.support.safe_text import Untrusted


def make_image(
    id: int | None,  # noqa: A002
    name: str,
    path: str = "",
    *,
    data_store: str = "",
    public: bool | None = None,
    created_on: str = "",
    updated_on: str = "",
    row: dict[str, object] | None = None,
) -> Image:
    """Return an image with these values, its texts untrusted."""
    return Image(
        id,
        Untrusted(name),
        Untrusted(path),
        Untrusted(data_store),
        public,
        Untrusted(created_on),
        Untrusted(updated_on),
        row or {},
    )
