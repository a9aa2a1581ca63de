"""The commands of `python -m sketching.training`, as commands of manage.py."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from django.core.management import BaseCommand, CommandError


class TrainingCommand(BaseCommand):
    """Takes what `add` adds, and does what `deed` does; what a person can mend is a line and no traceback."""

    add: Callable[[ArgumentParser], None]
    deed: Callable[[Namespace], None]

    def add_arguments(self, parser: ArgumentParser) -> None:
        type(self).add(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            type(self).deed(Namespace(**options))
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
