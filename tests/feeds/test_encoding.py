from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.feeds.encoding import BodyDecoder, CodingError, TooLargeError


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "identity": bytes,
    "": bytes,
}


def _decode(coding: str, data: bytes, *, size: int = 7, limit: int = 1_000_000) -> bytes:
    decoder = BodyDecoder(coding, limit)
    for start in range(0, len(data), size):
        decoder.feed(data[start : start + size])
    decoder.finish()
    return bytes(decoder.body)


@given(st.binary(max_size=2_000), st.sampled_from(sorted(ENCODERS)), st.integers(1, 500))
def test_gives_back_what_was_encoded_however_it_arrives(body: bytes, coding: str, size: int) -> None:
    assert _decode(coding, ENCODERS[coding](body), size=size) == body


def test_deflate_without_its_wrapping_is_read_too() -> None:
    assert _decode("deflate", _raw_deflate(b"harbour " * 50)) == b"harbour " * 50


def test_several_gzip_members_are_one_body_and_padding_is_none() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 64
    assert _decode("gzip", data) == b"one two"
    assert _decode("gzip", data, size=10_000) == b"one two"


def test_a_bomb_is_stopped_early_and_small() -> None:
    bomb = gzip.compress(b"\0" * 100_000_000, 9)
    decoder = BodyDecoder("gzip", 100_000)
    tracemalloc.start()
    with pytest.raises(TooLargeError, match="larger than 100,000 bytes"):
        decoder.feed(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(decoder.body) == 100_000
    assert peak < 2_000_000


@pytest.mark.parametrize("size", [1, 10_000])
def test_a_body_of_exactly_the_limit_is_not_too_large(size: int) -> None:
    assert _decode("gzip", gzip.compress(b"x" * 500), limit=500, size=size) == b"x" * 500
    with pytest.raises(TooLargeError):
        _decode("gzip", gzip.compress(b"x" * 501), limit=500, size=size)


@pytest.mark.parametrize("size", [1, 10_000])
def test_broken_and_short_bodies_are_told(size: int) -> None:
    with pytest.raises(CodingError, match="no valid gzip"):
        _decode("gzip", b"<rss>not packed at all</rss>", size=size)
    with pytest.raises(CodingError, match="ends early"):
        _decode("gzip", gzip.compress(b"harbour" * 100)[:-9], size=size)


def test_an_unknown_coding_is_told() -> None:
    with pytest.raises(CodingError, match="unknown content-encoding 'br'"):
        BodyDecoder("br", 10)
