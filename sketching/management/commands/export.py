"""`manage.py export`: write the weights of a run; the same as `python -m sketching.training export`."""

from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.management import BaseCommand, CommandError

from sketching.training import __main__ as training


class Command(BaseCommand):
    help = "Write the weights of a run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        training.add_export(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            training.run_export(Namespace(**options))
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
