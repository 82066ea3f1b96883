"""How customers write, the signs they use, the dates they name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guard.traits import circumstances, manners, shows
from tests.helpers import conversation, corpus


@pytest.mark.parametrize(
    ("message", "trait"),
    [
        ("where is my parcel and when does it come", "writes without capitals and marks"),
        ("WHERE IS MY PARCEL NOW?", "writes in capitals"),
        ("Where is it? When does it come?", "ends every sentence as a question"),
        ("Hello \U0001f9a1", "writes \U0001f9a1 (badger)"),
        ("Hel\u200blo", "writes U+200B (zero width space)"),
        ("Th\u0430nk you", "mixes letters of two scripts in a word"),
        ("Hello }{ there", 'writes "}{"'),
    ],
)
def test_traits_of_a_text(message: str, trait: str) -> None:
    assert shows(message) == {trait}


@pytest.mark.parametrize(
    "message", ["Where is it?", "ok", "Yes! Really...", "naïve café", "Спасибо большое", ""]
)
def test_ordinary_texts_have_none(message: str) -> None:
    assert not shows(message)


@pytest.mark.parametrize(
    "written", ["3 March", "the 3rd of March", "March 3", "Mar 3rd", "2031-03-03", "03/03/31"]
)
def test_one_day_in_many_spellings(written: str) -> None:
    assert shows(f"On {written} it was.") == {"names the date 03-03"}


def test_what_may_be_day_or_month_is_both_and_what_is_no_day_is_nothing() -> None:
    assert shows("On 04/05/2031.") == {"names the date 04-05", "names the date 05-04"}
    assert shows("On 2031-13-41 or 45 March.") == frozenset()


def test_columns_name_who_has_a_trait() -> None:
    view = corpus(
        [
            conversation("a", [("user", "Hi \U0001f9a1"), ("user", "\U0001f9a1 again")], channel="kiosk"),
            conversation(
                "b",
                [("user", "Hi"), ("assistant", "\U0001f9a1")],
                created_at=datetime(2031, 3, 3, 2, 30, tzinfo=UTC),
            ),
        ]
    )
    shown, came = manners(view), circumstances(view)
    assert shown.names == ["writes \U0001f9a1 (badger)"]
    assert shown.holds.toarray().tolist() == [[1], [0]]
    assert came.names == ["comes between 2:00 and 2:59 UTC", "comes by kiosk"]
    assert came.holds.toarray().tolist() == [[0, 1], [1, 0]]
