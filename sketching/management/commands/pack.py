"""`manage.py pack`: the same as `python -m sketching.training pack`."""

from sketching.management.training_command import TrainingCommand
from sketching.training import __main__ as training


class Command(TrainingCommand):
    help = "Write all prepared pairs of a folder of data sets as one archive."
    add, deed = staticmethod(training.add_pack), staticmethod(training.run_pack)
