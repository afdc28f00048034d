"""One tree of errors; each says what happened, where, and how to mend it.

TactError
├── InvalidInput          bad data from a person or a machine            HTTP 400
│   ├── BadSettings       a setting is unknown or wrong
│   ├── BadRule           a tone rule, profile, standard or prompt file is wrong
│   └── BadFile           an uploaded or imported file cannot be read
├── NotSignedIn           no key, or a key that is not known             HTTP 401
├── NotAllowed            the role may not do this                       HTTP 403
├── NotFound              no such record                                 HTTP 404
├── Conflict              already decided, already exists, out of date   HTTP 409
├── TooMuch               larger than the limit                          HTTP 413
└── Unavailable           something we depend on is down                 HTTP 503
    ├── ModelUnavailable  the language model failed or answered nonsense
    └── EmbedderUnavailable
"""


class TactError(Exception):
    """Root of all expected errors.

    Args:
        what: what happened, in one sentence a person understands.
        where: the file, line, field or record it concerns.
        mend: what the reader can do about it.
    """

    status = 500
    code = "error"

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        super().__init__(". ".join(part.rstrip(".") for part in (what, where, mend) if part))


class InvalidInput(TactError):
    status, code = 400, "invalid_input"


class BadSettings(InvalidInput):
    code = "bad_settings"


class BadRule(InvalidInput):
    code = "bad_rule"


class BadFile(InvalidInput):
    code = "bad_file"


class NotSignedIn(TactError):
    status, code = 401, "not_signed_in"


class NotAllowed(TactError):
    status, code = 403, "not_allowed"


class NotFound(TactError):
    status, code = 404, "not_found"


class Conflict(TactError):
    status, code = 409, "conflict"


class TooMuch(TactError):
    status, code = 413, "too_much"


class Unavailable(TactError):
    status, code = 503, "unavailable"


class ModelUnavailable(Unavailable):
    code = "model_unavailable"


class EmbedderUnavailable(Unavailable):
    code = "embedder_unavailable"
