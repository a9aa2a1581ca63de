"""`manage.py pack`: write all prepared pairs as one archive; the same as `python -m sketching.training pack`."""

from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.management import BaseCommand, CommandError

from sketching.training import __main__ as training


class Command(BaseCommand):
    help = "Write all prepared pairs as one archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        training.add_pack(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            training.run_pack(Namespace(**options))
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
