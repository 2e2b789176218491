"""How a claim of a phrase is written in the tables: `quote=effect figure class`, with signs behind it."""

from __future__ import annotations

from extractors.casualties.model import Claim

_CLASSES = {"civilian": "civilian", "combatant": "combatant", "unknown": ""}
_SIGNS = {"feared": "?", "denied": "!", "asserted": ""}
_SCOPES = {"incident": "", "period": "%", "cumulative": "*", "other": "°"}


def written(claim: Claim) -> str:
    """`14+` at least, `14>` more than, `-20` up to, `10-15` a range, `~50` about, `20..` vague.

    Behind the class: child, female, male; `part` of another claim; ? feared, ! denied; % a period, * a running total,
    ° other.
    """
    figures = {
        "exact": f"{claim.low}",
        "at_least": f"{claim.low}+",
        "more_than": f"{claim.low}>",
        "at_most": f"-{claim.high}",
        "range": f"{claim.low}-{claim.high}",
        "about": f"~{claim.low}",
        "vague": f"{claim.low}..",
    }
    words = [
        f"{claim.quote}={claim.effect}",
        figures[claim.qualifier],
        _CLASSES[claim.victim],
        "child" if claim.age == "child" else "",
        claim.gender or "",
        "part" if claim.subset_of else "",
        _SIGNS[claim.modality] + _SCOPES[claim.scope],
    ]
    return " ".join(word for word in words if word)
