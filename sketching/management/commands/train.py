"""`manage.py train`: the same as `python -m sketching.training train`."""

from sketching.management.training_command import TrainingCommand
from sketching.training import __main__ as training


class Command(TrainingCommand):
    help = "Train a recipe on a pack of prepared pairs."
    add, deed = staticmethod(training.add_train), staticmethod(training.run_train)
