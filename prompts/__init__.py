"""The words for the model, as versioned files, and the fences around other people's words."""

from prompts.fences import block, fence
from prompts.loader import Prompt, load, parse

__all__ = ["Prompt", "block", "fence", "load", "parse"]
