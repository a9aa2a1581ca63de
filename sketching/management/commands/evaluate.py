"""`manage.py evaluate PLUGIN`: measure one plugin, with these options, and print the tables."""

from argparse import ArgumentParser
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from sketching.management import drawers, measurements, plugin_arguments
from sketching.management.measurements import KINDS, Lineup, Tables
from sketching.plugins import registry
from sketching.plugins.contract import PluginError

STRESSED = 40  # people of each set, unless told: everybody is drawn a dozen times
ALL = 100_000


class Command(BaseCommand):
    help = "Measure how one plugin draws people that training never saw, and how that holds on changed photos."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plugin", metavar="PLUGIN", help=", ".join(registry.plugins()))
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="an option of the plugin; repeatable. What is left out is as the artist of each set drew, or default",
        )
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR / "../shared/data")
        parser.add_argument(
            "--most", type=int, metavar="N", help=f"people of each set at most (default: all, under stress {STRESSED})"
        )
        parser.add_argument("--only", default=",".join(KINDS), metavar="KIND,…", help="default: %(default)s")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds, most = _kinds(options["only"]), options["most"]
        if most is not None and most < 1:
            raise CommandError(f"--most {most}: it must be at least 1")
        info, given = plugin_arguments.read(options["plugin"], options["set"])
        try:
            lineup = Lineup({info.name: drawers.plugin(info.name, given)}, {info.name})
            found = _measured(options["data"], most, lineup, kinds)
        except PluginError as error:
            raise CommandError(f"{info.name}: {error}") from error
        if not found:
            raise CommandError(f"{options['data']}: there are no sets here for {', '.join(kinds)}")
        parts = [f"## {KINDS[kind]}\n\n{measurements.text(found[kind])}" for kind in KINDS if kind in found]
        goals = measurements.missed(chain.from_iterable(found.values()))
        self.stdout.write("\n\n".join([*parts, f"## Missed goals\n\n{goals}"]))


def _kinds(only: str) -> list[str]:
    wanted = only.split(",")
    if unknown := [kind for kind in wanted if kind not in KINDS]:
        raise CommandError(f"--only {only}: there is no {unknown[0]!r}. There are: {', '.join(KINDS)}")
    return wanted


def _measured(data: Path, most: int | None, lineup: Lineup, kinds: list[str]) -> Tables:
    found: Tables = {}
    if "quality" in kinds:
        found["quality"] = measurements.quality(data, most or ALL, lineup.drawers, {})
    if {"stress", "consistency"} & set(kinds):
        found |= measurements.holding(data, most or STRESSED, lineup, kinds)
    if {"detection", "fairness"} & set(kinds):
        found |= measurements.seeing(data, most or ALL, lineup, lineup, kinds)
    return {kind: made for kind, made in found.items() if made}
