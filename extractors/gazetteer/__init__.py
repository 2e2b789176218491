"""Place names to coordinates and administrative units."""

from extractors.gazetteer.entries import Entry, Hit, Kind, NamedEntry
from extractors.gazetteer.gazetteer import Gazetteer, default_gazetteer
from extractors.gazetteer.names import fold
from extractors.gazetteer.nations import is_demonym, nation, nations

__all__ = [
    "Entry",
    "Gazetteer",
    "Hit",
    "Kind",
    "NamedEntry",
    "default_gazetteer",
    "fold",
    "is_demonym",
    "nation",
    "nations",
]
