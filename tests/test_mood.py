"""Words of praise and of complaint."""

import pytest

from guard.mood import MOST, tone


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Where is my parcel?", (0, 0)),
        ("Thanks, that is PERFECT.", (2, 0)),
        ("It isn't here, this is terrible", (0, 2)),
        ("thanks for nothing", (1, 1)),
        ("great " * 9, (MOST, 0)),
    ],
)
def test_tone(message: str, expected: tuple[int, int]) -> None:
    assert tone(message) == expected
