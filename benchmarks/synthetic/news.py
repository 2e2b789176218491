"""The stream of invented articles: what outlets published of the attacks, in the order in which it was fetched."""

from __future__ import annotations

import datetime as dt
import hashlib
import heapq
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from random import Random
from typing import Final

from benchmarks.synthetic.attacks import Attack, attacks
from benchmarks.synthetic.lists import Noise, countries, read
from benchmarks.synthetic.people import person
from benchmarks.synthetic.reports import Count, Report, report
from benchmarks.synthetic.rewrites import Rewrite, retold
from benchmarks.synthetic.wording import Article, compose, own_line

_UNREPORTED: Final = 0.1  # attacks that no outlet tells of
_TAIL: Final = 1.25  # of the number of reports: few attacks fill the papers
_MOST_REPORTS: Final = 40
_DELAY_DAYS: Final = ((0, 50), (1, 34), (2, 8), (3, 4), (4, 2), (5, 2))
_LATE_DAYS: Final = (7, 49)
_LOOK_BACK_DAYS: Final = 3  # how old the other attacks of a roundup are at most
_HOME_OUTLETS: Final = 0.6  # of reports are by outlets of the country
_AGENCY_CREDITED: Final = 0.6  # of reprints say whose text they print
_SHORTENED: Final = 0.3
_BY_FORMULA: Final = 0.5  # of outlets tell of each attack of a series in the words of the first
_FOOTERS: Final = 0.4  # of outlets end each article with the same lines


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one article, as it was fetched; one report for each incident, the main one first."""

    article_id: str
    publisher: str
    authors: tuple[str, ...]
    published: dt.datetime
    seen: dt.datetime
    article: Article
    reports: tuple[Report, ...]
    is_first: bool
    original: str | None = None  # the agency's article, whose text this one reprints

    @property
    def version_id(self) -> str:
        """Digest of what stands in the article."""
        return digest(self.article_id, self.article.title, self.article.text)

    def incident_id(self, ordinal: int) -> str:
        """Of the article and the ordinal alone."""
        return digest(self.article_id, "incident", ordinal)


def digest(*parts: object) -> str:
    """A short digest of all parts."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def editions(seed: int, noise: Noise, rewrite: Rewrite | None = None) -> Iterator[Edition]:
    """Article versions without end, by the time when they were fetched.

    Who prints an agency's text prints it as it is, or retells it: `rewrite` says how.
    Memory holds what is published later than the day in hand: some weeks of follow-ups, however long the run.
    """
    waiting: list[tuple[dt.datetime, int, Edition]] = []
    numbers = count()
    recent: dict[str, deque[Attack]] = defaultdict(lambda: deque(maxlen=40))
    for attack in attacks(seed):
        dawn = dt.datetime.combine(attack.day, dt.time(), dt.UTC)
        while waiting and waiting[0][0] < dawn:
            yield heapq.heappop(waiting)[2]
        for edition in _coverage(seed, attack, tuple(recent[attack.country.code]), noise, rewrite):
            heapq.heappush(waiting, (edition.seen, next(numbers), edition))
        recent[attack.country.code].append(attack)


def _coverage(
    seed: int, attack: Attack, earlier: tuple[Attack, ...], noise: Noise, rewrite: Rewrite | None
) -> Iterator[Edition]:
    rng = Random(f"{seed}/reports of {attack.key}")
    if rng.random() < _UNREPORTED:
        return
    reports = min(_MOST_REPORTS, int(rng.paretovariate(_TAIL) * (1 + attack.killed / 15) ** 0.5))
    agency: Edition | None = None
    printed: set[str] = set()  # an outlet that prints one text twice has moved its article
    for number in range(reports):
        key = f"{seed}/{attack.key}/{number}"
        outlet = _outlet(attack, rng)
        if number > 0 and outlet not in printed and rng.random() < noise.reprint:
            agency = agency or _edition(
                f"{key}/agency", _agency(rng), (report(attack, _soon(attack, rng), noise, rng),)
            )
            if number == 1:
                yield agency
            printed.add(outlet)
            yield _reprint(key, agency, outlet, rng, rewrite)
            continue
        is_late = rng.random() < noise.follow_up
        published = _late(attack, rng) if is_late else _soon(attack, rng)
        told = [report(attack, published, noise, rng, is_late=is_late)]
        if not is_late and rng.random() < noise.roundup:
            told += _others(attack, earlier, published, noise, rng)
        edition = _edition(key, outlet, tuple(told), _byline(attack, rng))
        yield edition
        if rng.random() < noise.new_version and (second := _updated(key, edition, rng)):
            yield second


def _others(
    attack: Attack, earlier: tuple[Attack, ...], published: dt.datetime, noise: Noise, rng: Random
) -> list[Report]:
    near = [other for other in earlier if (attack.day - other.day).days <= _LOOK_BACK_DAYS]
    chosen = rng.sample(near, min(len(near), rng.choice((1, 1, 2))))
    return [report(other, published, noise, rng) for other in chosen]


def _edition(key: str, publisher: str, reports: tuple[Report, ...], authors: tuple[str, ...] = ()) -> Edition:
    published = reports[0].published
    seen = published + dt.timedelta(minutes=Random(f"{key}/seen").randint(3, 90))
    article = compose(reports, Random(_words(key, publisher, reports[0].attack)), footer=_footer(publisher))
    return Edition(digest("article", key), publisher, authors, published, seen, article, reports, is_first=True)


def _words(key: str, publisher: str, attack: Attack) -> str:
    """What the words of an article are drawn from."""
    if Random(f"{publisher}/formula").random() < _BY_FORMULA:
        return f"{key.split('/', maxsplit=1)[0]}/{attack.series}/{publisher}/words"
    return f"{key}/words"


def _footer(publisher: str) -> tuple[str, ...]:
    """What stands below all articles of an outlet."""
    rng = Random(f"{publisher}/footer")
    if rng.random() > _FOOTERS:
        return ()
    return tuple(own_line(rng, rng.choice(list(countries().values()))) for _ in range(rng.randint(1, 3)))


def _updated(key: str, first: Edition, rng: Random) -> Edition | None:
    """The same article with the final toll, if it counted fewer before."""
    main = first.reports[0]
    best = main.killed.figure["best"] if main.killed else None
    true = main.attack.killed
    if not main.killed or not best or best >= true:
        return None
    who = main.killed.quote.rsplit(" ", 1)[-1]
    who = {"person": "people"}.get(who, who if who.endswith("s") or who == "people" else f"{who}s")
    killed = Count({"low": true, "best": true, "high": true}, f"{true:,} {who}", "", "exact")
    reports = (replace(main, killed=killed), *first.reports[1:])
    article = compose(reports, Random(f"{key}/words again"), footer=_footer(first.publisher))
    seen = first.seen + dt.timedelta(hours=rng.randint(3, 30))
    return replace(first, article=article, seen=seen, reports=reports, is_first=False)


def _reprint(key: str, agency: Edition, publisher: str, rng: Random, rewrite: Rewrite | None) -> Edition:
    """Another outlet's copy of the agency's article: the same words, perhaps without the last of them, or retold."""
    text = agency.article.text
    counted = max((mention.end for mention in agency.article.mentions), default=0)
    cut = text.rfind("\n\n")
    if rng.random() < _SHORTENED and cut > max(counted, len(text) // 2):
        text = text[:cut]
    credit = f"\n\n({agency.publisher})" if rng.random() < _AGENCY_CREDITED else ""
    article = Article(agency.article.title, text, agency.article.mentions)
    if rewrite:
        article = retold(agency.article, agency.reports[0], rewrite, Random(f"{key}/retold"))
    article = replace(article, text=article.text + credit)
    published = agency.published + dt.timedelta(minutes=rng.randint(10, 900))
    seen = published + dt.timedelta(minutes=rng.randint(3, 90))
    return replace(
        agency, article_id=digest("article", key), publisher=publisher, published=published, seen=seen, article=article,
        original=agency.article_id,
    )  # fmt: skip


def _soon(attack: Attack, rng: Random) -> dt.datetime:
    days = rng.choices([days for days, _ in _DELAY_DAYS], weights=[weight for _, weight in _DELAY_DAYS])[0]
    return _at(attack.day + dt.timedelta(days=days), rng)


def _late(attack: Attack, rng: Random) -> dt.datetime:
    return _at(attack.day + dt.timedelta(days=rng.randint(*_LATE_DAYS)), rng)


def _at(day: dt.date, rng: Random) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(rng.randint(5, 22), rng.randint(0, 59)), dt.UTC)


def _outlet(attack: Attack, rng: Random) -> str:
    lists = read("outlets.toml")
    if rng.random() < _HOME_OUTLETS:
        return str(rng.choice(lists["local"])).format(country=attack.country.name)
    return str(rng.choice(lists["international"]))


def _agency(rng: Random) -> str:
    return str(rng.choice(read("outlets.toml")["agencies"]))


def _byline(attack: Attack, rng: Random) -> tuple[str, ...]:
    return (person(rng, attack.country.people),) if rng.random() < 0.5 else ()
