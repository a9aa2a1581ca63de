"""`python -m sketching.training pack|train …`: the machinery without Django, for machines that have nothing more.

python -m sketching.training pack OUT.zip --data FOLDER
python -m sketching.training train sketching.plugins.portrait.recipe --pack OUT.zip --run runs/NAME --set steps=3000
"""

import argparse
import os
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any

SMOKE = ("steps=2", "batch=2", "size=64", "log_every=1")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sketching.training", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, add, run in (
        ("pack", add_pack, run_pack),
        ("train", add_train, run_train),
        ("export", add_export, run_export),
    ):
        command = commands.add_parser(name, help=run.__doc__)
        add(command)
        command.set_defaults(run=run)
    arguments = parser.parse_args()
    arguments.run(arguments)


def add_pack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", type=int, default=288, help="side in pixels (default: %(default)s)")


def add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", help="dotted path of a module with recipe(config), Config and for_use(generator)")
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, dest="folder")
    parser.add_argument("--begin-with", type=Path, metavar="RUN", help="another run whose networks this one takes over")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="of Schedule or Config")
    parser.add_argument("--smoke", action="store_true", help="two steps of two small cuts, to see that it works")


def add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", help="as for train")
    parser.add_argument("folder", type=Path, metavar="RUN")
    parser.add_argument("target", type=Path, metavar="WEIGHTS.safetensors")


def run_pack(arguments: argparse.Namespace) -> None:
    """write all prepared pairs of a folder of data sets as one archive"""
    from sketching.training.pack import find_pairs, write_pack  # noqa: PLC0415  brings intake

    arguments.target.parent.mkdir(parents=True, exist_ok=True)
    count = write_pack(find_pairs(arguments.data), arguments.target, arguments.size)
    print(f"{count} photos packed into {arguments.target}")


def run_train(arguments: argparse.Namespace) -> None:
    """train a recipe on a pack; a run that was stopped goes on"""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from sketching.training import datasets, trainer  # noqa: PLC0415  brings torch

    module = import_module(arguments.recipe)
    given = dict(item.split("=", 1) for item in [*(SMOKE if arguments.smoke else ()), *arguments.set])
    schedule, config = _set(trainer.Schedule(), given), _set(module.Config(), given)
    unknown = set(given) - {field.name for kind in (schedule, config) for field in fields(kind)}
    if unknown:
        raise SystemExit(f"--set: there is no {', '.join(sorted(unknown))}")
    pairs = datasets.load(arguments.pack, "train")
    recipe = module.recipe(config)
    if arguments.begin_with and not arguments.folder.exists():
        trainer.begin_with(recipe, arguments.begin_with)
    trainer.fit(recipe, pairs, schedule, arguments.folder)


def run_export(arguments: argparse.Namespace) -> None:
    """write the weights of a run, ready for use"""
    from sketching.training.export import export  # noqa: PLC0415  brings torch

    module = import_module(arguments.recipe)
    generator = module.recipe(module.Config()).networks["generator"]
    print(f"{arguments.target}: SHA-256 {export(arguments.folder, generator, module.for_use, arguments.target)}")


def _set(values: Any, given: dict[str, str]) -> Any:
    """The dataclass with the values that were given for its fields, in the fields' own types."""
    known = {field.name: type(getattr(values, field.name)) for field in fields(values)}
    return replace(values, **{name: known[name](text) for name, text in given.items() if name in known})


if __name__ == "__main__":
    main()
