"""`manage.py train`: train a recipe on a pack of prepared pairs; the same as `python -m sketching.training train`."""

from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.management import BaseCommand, CommandError

from sketching.training import __main__ as training


class Command(BaseCommand):
    help = "Train a recipe on a pack of prepared pairs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        training.add_train(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            training.run_train(Namespace(**options))
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
