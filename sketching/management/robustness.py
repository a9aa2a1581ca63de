"""The page docs/sketch-robustness.md: how drawings hold on anybody's photo."""

import time
from itertools import chain
from pathlib import Path

from sketching.management import drawers, measurements
from sketching.management.measurements import KINDS, Lineup
from sketching.plugins import registry


def page(data: Path, stressed: int, seen: int) -> str:
    """All built-in plugins, on at most so many people of each set; experimental ones are not held to the goals.

    Takes about a quarter of a minute for each person who is stressed, and some minutes for the rest.
    """
    names, cheap = drawers.built_in(), drawers.cheap()
    judged = [name for name in names if registry.plugins()[name].is_offered_at_first]
    manners = {name: drawers.manners(name) for name in names}
    every = {label: drawers.plugin(name, options) for name in names for label, options in manners[name].items()}
    paired = Lineup({name: drawers.plugin(name, {}) for name in names} | cheap, judged)
    alone = Lineup(every | cheap, [label for name in judged for label in manners[name]])
    holding = measurements.holding(data, stressed, paired, KINDS)
    found = holding | measurements.seeing(data, seen, alone, paired, KINDS)
    parts = {kind: measurements.text(found.get(kind, [])) for kind in KINDS}
    missed = measurements.missed(chain.from_iterable(found.values()))
    return _PAGE.format(date=time.strftime("%Y-%m-%d"), stressed=stressed, seen=seen, missed=missed, **parts)


_PAGE = """\
# How well the sketches hold

Made by `manage.py report` on {date}; `manage.py evaluate PLUGIN` prints the same for one plugin and options of one's
choice. Everybody here is unknown to the networks. On each set that an artist drew, `portrait` draws in that artist's
manner. *The photo in grey* and *dodge and burn* cost nothing, and show how much comes from the photo and from intake;
they and the experimental plugins are held to no goal. In bold: a goal that is missed.

## Missed goals

{missed}

## Under stress

The photo is changed before intake, as if somebody had uploaded it so; intake leaves the background out, as the site
does, and keeps the outline. At most {stressed} people of each set, at equal distances through it. Each cell gives the
mean likeness to the artist's sketch, and by how much it falls against the drawing of the same person's unchanged photo,
with the 95 % bootstrap interval of that difference over people: a fall below 0 is a gain. **Goal: FSIM falls by at most
0.02.**

- *Another background*: intake's own network cuts the person out, and a plain, shaded, brick or leafy wall is put
  behind, another for each person. Where that network errs the new photo does, too.
- *Stops* change the light by powers of two, clipped at white. *Warm* and *cold*: red, green and blue times 1.3, 1 and
  0.65, or the reverse. *From a side*: 1.5 stops more at one edge, falling to 1.5 less at the other. In linear light.
- *JPEG*: saved once more at this quality. The sets' own files are JPEGs of quality 75, and a second time at 50 harms
  more than at 40. *Half the size*: a quarter of the pixels, enlarged again. The photos are small as they are.
- *Mirrored*: the drawing is mirrored back.

{stress}

## Consistency

SSIM of the drawing of the changed photo with that of the unchanged one, as large as they were drawn, mirrored back
where it was mirrored: the mean over people, the value that 5 % of them stay below, and the worst. London's people are
framed as the site frames them. **Goal: 0.85 in the mean.** Strokes that always lean the same way, and the grain of
paper, are not mirrored with the photo.

{consistency}

## Faces in the drawings

In how many drawings intake's face detector finds exactly one face, and its landmarks, in the mean, within 0.3 of the
eyes' distance of the photo's. Everybody is framed as the site does. At most {seen} people of each set. The first table
is of people whom no artist drew, in every manner; the second of those of the sets. **Goal: 99 % of all.**

{detection}

## Fairness

The Face Research Lab London Set by what it says of its people; of each, one photo or two were drawn, in every manner.
*Likeness* is the FSIM of the drawing with the photo in grey, at 256 pixels a side, both on white paper about the
person. *Confidence* is the detector's of the face in the drawing, 0 to 1, and 0 if it finds none there. In brackets:
how many people. **Goal: the worst group's mean at least 0.9 of the best one's**, among groups of five people and more.

{fairness}
"""
