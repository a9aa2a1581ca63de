"""Markdown tables of what was measured: figures, and which goals are missed."""

from pathlib import Path

from sketching.management import tables
from sketching.training.pack import Pair
from sketching.training.stress import METRICS, Trial
from sketching.training.wild import Sighting, Sightings, Traits, Verdict


def sighting(person: int, verdict: Verdict = "seen", confidence: float = 1, likeness: float = 0.7) -> Sighting:
    pair = Pair(f"london-neutral-{person:03}", "london", "", "val", Path(), None)
    return Sighting(pair, verdict, confidence, likeness)


def cells(table: tables.Table, row: str) -> list[str]:
    (line,) = (line for line in table.text.splitlines() if line.startswith(f"| {row} "))
    return [cell.strip() for cell in line.split("|")[2:-1]]


def trial(fall: float, alike: float = 1) -> Trial:
    clean, now = ({name: [0.7 - less, 0.5 - less] for name in METRICS} for less in (0, fall))
    return Trial(clean, {"mirrored": now}, {"mirrored": [alike] * 20})


def test_a_fall_of_more_than_two_hundredths_is_a_goal_missed_by_who_is_judged() -> None:
    trials = {"good": trial(0.015), "bad": trial(0.03), "trivial": trial(0.5)}
    fsim, *others = tables.stressed("CUHK", trials, ["good", "bad"])
    assert cells(fsim, "as it is") == ["0.600"] * 3
    assert cells(fsim, "mirrored") == [
        "0.585, fall 0.015 (0.015 to 0.015)",
        "**0.570, fall 0.030 (0.030 to 0.030)**",
        "0.100, fall 0.500 (0.500 to 0.500)",
    ]
    assert fsim.missed == ("bad, CUHK, mirrored: FSIM falls by 0.030 (0.030 to 0.030)",)
    assert [table.missed for table in others] == [(), ()]


def test_drawings_that_are_too_unlike_each_other_are_a_goal_missed() -> None:
    table = tables.consistency("CUHK", {"good": trial(0, 0.9), "bad": trial(0, 0.84)}, ["good", "bad"])
    assert cells(table, "mirrored")[1] == "**0.840, 5 % below 0.840, worst 0.840**"
    assert table.missed == ("bad, CUHK, mirrored: SSIM 0.840 with the clean photo's drawing",)


def test_the_worst_is_told_beside_the_mean() -> None:
    held = Trial(alike={"mirrored": [1.0] * 99 + [0.0]})
    assert cells(tables.consistency("CUHK", {"it": held}, []), "mirrored") == ["0.990, 5 % below 1.000, worst 0.000"]


def test_fewer_faces_seen_than_99_of_100_are_a_goal_missed() -> None:
    seen = [sighting(number) for number in range(98)]
    good, bad = (
        [*seen, sighting(98), sighting(99, "several")],
        [*seen, sighting(98, "not seen"), sighting(99, "several")],
    )
    refused = Pair("nobody", "", "", "val", Path(), None)
    table = tables.detection({"London": Sightings({"good": good, "bad": bad}, [refused])}, ["good", "bad"])
    assert cells(table, "London (1 refused by intake)")[1] == "98 of 100: 1 not seen, 1 several"
    assert cells(table, "all") == ["99.0%", "**98.0%**"]
    assert table.missed == ("bad, faces found: 98 of 100: 1 not seen, 1 several",)


def groups(black: int, white: int) -> dict[str, Traits]:
    """So many people of either, all of one gender and age."""
    return {
        f"london-neutral-{number:03}": {
            "gender": "female",
            "age": "25 to 34",
            "ethnicity": "black" if number < black else "white",
        }
        for number in range(black + white)
    }


def test_a_group_that_is_served_worse_than_nine_tenths_is_a_goal_missed() -> None:
    seen = {"it": [sighting(number, confidence=0.8 if number < 5 else 1) for number in range(12)]}
    table = tables.fairness("confidence", seen, groups(5, 7), ["it"])
    assert cells(table, "ethnicity: black (5)") == ["0.800 (0.800 to 0.800)"]
    assert cells(table, "worst / best") == ["**0.800**"]
    assert table.missed == ("it: confidence of the worst group is 0.800 of the best",)
    assert cells(tables.fairness("likeness", seen, groups(5, 7), ["it"]), "worst / best") == ["1.000"]


def test_a_group_of_few_is_shown_and_not_judged() -> None:
    seen = {"it": [sighting(number, confidence=0.1 if number < 4 else 1) for number in range(30)]}
    table = tables.fairness("confidence", seen, groups(4, 26), ["it"])
    assert cells(table, "ethnicity: black (4, too few to judge)") == ["0.100 (0.100 to 0.100)"]
    assert cells(table, "worst / best") == ["**0.880**"]  # all women, of whom they are four, against the white ones
