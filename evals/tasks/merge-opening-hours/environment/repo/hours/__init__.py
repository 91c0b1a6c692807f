from .merge import merge, total

__all__ = ["merge", "total"]
