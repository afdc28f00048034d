"""The lazy values of `reply_core.lazy`, under the name this package uses."""

from reply_core.lazy import lazy

__all__ = ("lazy",)
