"""What can go wrong with models: the caller keeps the German text, or tells ops what to do."""

from __future__ import annotations


class ModelError(Exception):
    """Base of this package's errors."""


class ModelMissingError(ModelError):
    """A model that is asked for is not on this machine."""


class ModelDamagedError(ModelError):
    """A model's files are not what the catalogue says."""


class ModelFolderError(ModelError):
    """The folder of models cannot be written: no room, or no right to."""


class CatalogueError(ModelError):
    """The catalogue of models cannot be read."""


class EngineError(ModelError):
    """The engine failed on its input."""


class ObtainingError(ModelError):
    """A model cannot be fetched, unpacked or converted as it was asked for."""
