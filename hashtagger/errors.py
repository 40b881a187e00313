"""
Every failure Hashtagger reports on purpose; there is no HTTP in here (see ``api/errors.py``).

HashtaggerError
├── InvalidRequest           the caller sent something we cannot use
│   ├── InvalidUpload        the bytes are not a picture or clip we accept
│   │   ├── UnsupportedFormat
│   │   └── UploadTooLarge   bytes, pixels, frames or seconds over a limit
│   ├── InvalidText          NUL, lone surrogates, too long
│   ├── InvalidTag           not a hashtag on any platform
│   └── RefusedUrl           an image_url that must not or cannot be fetched
├── NotFound                 no such tag, recommendation, platform or model (or not yours)
├── Conflict                 the same Idempotency-Key with another body, a duplicate
├── NotAllowed
│   ├── NotAuthenticated     no key, or one we do not know
│   └── MissingScope         the key may not do this
├── TryLater                 the request is fine, the moment is not
│   ├── Overloaded
│   ├── DeadlineExceeded
│   └── ModelUnavailable
├── MissingComponent         something is not installed or pulled; the message names the command
├── BrokenModel              a model answered nonsense; needs a human
│   └── BrokenArtefact       what was learned is not on the disk as it was written
├── BrokenDrawing            the program that draws charts and reports died
└── BrokenIndex              no whole index generation can be read; needs a rebuild
"""

from __future__ import annotations


class HashtaggerError(Exception):
    """
    Base of the tree.

    ``code`` is stable and machine readable. ``str(error)`` says what was wrong; ``advice`` says what to do about it.
    """

    code = "error"
    advice = ""

    def __init__(self, message: str, *, code: str | None = None, advice: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        if advice is not None:
            self.advice = advice


class InvalidRequest(HashtaggerError):
    code = "invalid_request"
    advice = "Correct the named field and send the request again."


class InvalidUpload(InvalidRequest):
    code = "invalid_upload"
    advice = "Send a JPEG, PNG, WebP, GIF or AVIF photo, or an MP4, WebM or MOV clip."


class UnsupportedFormat(InvalidUpload):
    code = "unsupported_format"


class UploadTooLarge(InvalidUpload):
    code = "upload_too_large"
    advice = "Make the picture or clip smaller and send it again."


class InvalidText(InvalidRequest):
    code = "invalid_text"


class InvalidTag(InvalidRequest):
    code = "invalid_tag"
    advice = "Use letters, digits and underscores, with at least one letter, and no spaces."


class RefusedUrl(InvalidRequest):
    code = "refused_url"
    advice = "Use a public http or https address of a picture, or upload the bytes."


class NotFound(HashtaggerError):
    code = "not_found"
    advice = "Check the identifier; it may belong to another key or have been deleted."


class Conflict(HashtaggerError):
    code = "conflict"


class NotAllowed(HashtaggerError):
    code = "not_allowed"


class NotAuthenticated(NotAllowed):
    code = "not_authenticated"
    advice = "Send the header 'Authorization: Bearer KEY'; make a key with 'hashtagger keys create NAME'."


class MissingScope(NotAllowed):
    code = "missing_scope"
    advice = "Use a key that has the named scope."


class TryLater(HashtaggerError):
    """``retry_after_s`` is our best estimate of when the same request will be accepted, in seconds."""

    code = "try_later"
    advice = "Send the same request again after the time in Retry-After."

    def __init__(
        self, message: str, *, retry_after_s: float, code: str | None = None, advice: str | None = None
    ) -> None:
        super().__init__(message, code=code, advice=advice)
        self.retry_after_s = retry_after_s


class Overloaded(TryLater):
    code = "overloaded"


class DeadlineExceeded(TryLater):
    code = "deadline_exceeded"
    advice = "Allow more time (Prefer: wait=SECONDS) or send the request again later."


class ModelUnavailable(TryLater):
    code = "model_unavailable"


class MissingComponent(HashtaggerError):
    code = "missing_component"


class BrokenModel(HashtaggerError):
    code = "broken_model"
    advice = "Run 'hashtagger doctor'; it says what is wrong and the command that mends it."


class BrokenArtefact(BrokenModel):
    code = "broken_artefact"


class BrokenDrawing(HashtaggerError):
    code = "broken_drawing"
    advice = "Ask for CSV or XLSX, which are not drawn; the log of the server says more."


class BrokenIndex(HashtaggerError):
    code = "broken_index"
    advice = "Run 'hashtagger index build'."
