"""From what a report knows to an article's words, with the place of every count in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from benchmarks.synthetic.lists import Country, read
from benchmarks.synthetic.people import person, words
from benchmarks.synthetic.reports import Count, Report
from benchmarks.synthetic.towns import lands

_FRESH_DAYS: Final = 5
_OWN: Final = (3, 9)  # sentences that no other outlet has
_BACKGROUND: Final = (1, 3)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """One count in the text."""

    ordinal: int  # of the incident
    effect: str
    group: str  # total, children
    count: Count
    start: int
    end: int


@dataclass(slots=True)
class Article:
    """Title and text, and the counts in the text."""

    title: str
    text: str = ""
    mentions: list[Mention] = field(default_factory=list)

    def write(self, sentence: str) -> int:
        """Add a sentence and tell where it begins."""
        if self.text:
            self.text += " " if len(self.text) % 3 else "\n\n"
        start = len(self.text)
        self.text += f"{sentence[0].upper()}{sentence[1:]}."
        return start


def compose(reports: tuple[Report, ...], rng: Random, *, footer: tuple[str, ...] = ()) -> Article:
    """An article about the first report's attack that also tells of the others, and ends with the outlet's lines."""
    main = reports[0]
    how, how_noun = _how(main, rng)
    article = Article(_title(main, how_noun, rng))
    if main.is_late:
        weeks = max((main.published.date() - main.attack.day).days // 7, 1)
        frame = rng.choice(read("phrases.toml")["late"])
        article.write(frame.format(weeks=weeks, how_noun=how_noun, where=_where(main)))
    _lead(article, 1, main, (how, how_noun), rng)
    if main.names:
        article.write(rng.choice(read("phrases.toml")["victims"]["lines"]).format(names=_joined(main.names)))
    for detail in rng.sample(main.details, len(main.details)):
        article.write(detail)
    if main.actor:
        article.write(_blame(main.actor, rng))
    for ordinal, other in enumerate(reports[1:], start=2):
        _lead(article, ordinal, other, _how(other, rng), rng)
        for detail in other.details[:1]:
            article.write(detail)
    for _ in range(rng.randint(*_OWN)):
        article.write(own_line(rng, main.attack.country))
    for _ in range(rng.randint(*_BACKGROUND)):
        article.write(_background(main, rng))
    for line in footer:
        article.write(line)
    return article


def _lead(article: Article, ordinal: int, told: Report, how: tuple[str, str], rng: Random) -> None:
    phrases = read("phrases.toml")
    kind = {(True, True): "both", (True, False): "killed", (False, True): "injured", (False, False): "none"}[
        told.killed is not None, told.injured is not None
    ]
    values = {
        "killed": _said(told.killed) + (f", including {told.children.quote}," if told.children else ""),
        "injured": _said(told.injured),
        "how": how[0],
        "how_noun": how[1],
        "where": _where(told),
        "when": _when(told, rng),
        "source": rng.choice(phrases["sources"]),
    }
    sentence = rng.choice(phrases["leads"][kind]).format(**values)
    if ordinal > 1:
        sentence = rng.choice(phrases["beside"]).format(lead=sentence)
    start = article.write(" ".join(sentence.split()).replace(" ,", ","))
    for effect, group, count in (
        ("killed", "total", told.killed), ("killed", "children", told.children), ("injured", "total", told.injured),
    ):  # fmt: skip
        if count:
            at = article.text.lower().index(count.quote.lower(), start)
            article.mentions.append(Mention(ordinal, effect, group, count, at, at + len(count.quote)))


def _said(count: Count | None) -> str:
    return count.before + count.quote if count else ""


def headline(told: Report, rng: Random) -> str:
    """A headline of its own for what is told."""
    return _title(told, _how(told, rng)[1], rng)


def _title(told: Report, how_noun: str, rng: Random) -> str:
    count = told.killed or told.injured
    label = f"{count.quote} {'killed' if count is told.killed else 'hurt'}" if count else "casualties"
    title = rng.choice(read("phrases.toml")["titles"]).format(how_noun=how_noun, where=_where(told), count=label)
    title = " ".join(title.split())
    return f"{title[0].upper()}{title[1:]}"


def _how(told: Report, rng: Random) -> tuple[str, str]:
    phrases = read("phrases.toml")["how"]
    clause, noun = rng.choice(phrases.get(told.method, phrases["unknown"]))
    return clause.format(scene=told.attack.scene), noun.format(scene=told.attack.scene)


def _where(told: Report) -> str:
    if told.place_name is None:
        return "in the area"
    admin1 = told.places[-1]["admin1"]
    return (
        f"in {told.place_name}, {admin1}" if admin1 and "province" not in told.place_name else f"in {told.place_name}"
    )


def _when(told: Report, rng: Random) -> str:
    if told.first_day is None or told.precision == "inferred":
        return ""
    if told.precision == "week":
        return "last week"
    if (told.published.date() - told.first_day).days <= _FRESH_DAYS and rng.random() < 0.8:
        night = " night" if told.precision == "days" else ""
        return f"on {told.first_day:%A}{night}"
    return f"on {told.first_day.day} {_MONTHS[told.first_day.month - 1]}"


def _joined(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _blame(actor: str, rng: Random) -> str:
    frame = rng.choice((
        "Officials blamed the {actor}", "The {actor} said nothing of it", "Residents pointed to the {actor}",
        "The {actor} claimed it in a statement", "It was the work of the {actor}, a spokesman said",
    ))  # fmt: skip
    return frame.format(actor=actor)


def own_line(rng: Random, country: Country) -> str:
    """A sentence of one article alone, or of one outlet, though its towns and names are met elsewhere."""
    town = lands()[country.code].any_town(rng).name
    frame = rng.choice(read("phrases.toml")["own"]["frames"])
    return str(frame.format(name=person(rng, country.people), town=town, **words(rng)))


def _background(told: Report, rng: Random) -> str:
    phrases = read("phrases.toml")["background"]
    words: dict[str, Any] = {"adjective": _common(rng, phrases["adjectives"]), "noun": _common(rng, phrases["nouns"])}
    words |= {"adjective2": _common(rng, phrases["adjectives"]), "noun2": _common(rng, phrases["nouns"])}
    words |= {"Adjective": words["adjective"].title(), "nouns": f"{_common(rng, phrases['nouns'])}s"}
    words |= {
        "nouns2": f"{_common(rng, phrases['nouns'])}s",
        "month": rng.choice(_MONTHS),
        "number": rng.randint(3, 40),
    }
    words |= {"country": told.attack.country.name, "admin1": told.attack.town.admin1 or "the south"}
    words |= {
        "season": rng.choice(("spring", "summer", "autumn", "winter")),
        "group": rng.choice(told.attack.country.groups),
    }
    words |= {"ordinal": rng.choice(("third", "fourth", "fifth", "tenth"))}
    return str(rng.choice(phrases["frames"]).format(**words))


def _common(rng: Random, words: list[str]) -> str:
    """A word of the list, its first ones more often."""
    return words[int(len(words) * rng.random() ** 2)]
