"""`manage.py export`: the same as `python -m sketching.training export`."""

from sketching.management.training_command import TrainingCommand
from sketching.training import __main__ as training


class Command(TrainingCommand):
    help = "Write the weights of a run, ready for use."
    add, deed = staticmethod(training.add_export), staticmethod(training.run_export)
