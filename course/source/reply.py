"""An answer of the API, from its document to its bytes."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import Request, Response

JSON = "application/json"


@dataclass(frozen=True)
class Reply:
    """What will be sent: `body` if there is one, else the document as JSON, `delay_seconds` late."""

    document: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = JSON
    body: bytes | None = None
    delay_seconds: float = 0

    @property
    def content(self) -> bytes:
        """The bytes; the same document gives the same ones."""
        if self.body is not None:
            return self.body
        text = json.dumps(self.document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()

    def refused(self, status: int, detail: str, **headers: str) -> "Reply":
        """An error in place of the answer."""
        return replace(self, document={"detail": detail}, status=status, headers=self.headers | headers)

    def response(self, request: Request) -> Response:
        """For the request: with a strong ETag, and 304 without a body when the client has these bytes."""
        content = self.content
        if self.status != 200:
            return Response(content, self.status, self.headers, self.media_type)
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = self.headers | {"ETag": etag}
        known = {
            tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")
        }
        if known & {etag, "*"}:
            return Response(status_code=304, headers=headers)
        return Response(content, 200, headers, self.media_type)
