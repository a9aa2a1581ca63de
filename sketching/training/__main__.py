"""`python -m sketching.training pack|train …`: the machinery without Django, for machines that have nothing more.

python -m sketching.training pack OUT.zip --data FOLDER
python -m sketching.training train sketching.plugins.portrait.recipe --pack OUT.zip --run runs/NAME --set steps=3000
"""

import argparse
import json
import os
from collections.abc import Mapping
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
        ("squash", add_squash, run_squash),
        ("train", add_train, run_train),
        ("search", add_search, run_search),
        ("measure", add_measure, run_measure),
        ("plot", add_plot, run_plot),
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


def add_squash(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a set, with photos/ and sketches/")
    parser.add_argument("target", type=Path)
    parser.add_argument("--split", choices=("official", "notebook"), default="official")
    parser.add_argument("--wall", choices=("keep", "plain"), default="keep", help="what is behind the people")


def add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", help="dotted path of a module with recipe(config), Config and for_use(generator)")
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, dest="folder")
    parser.add_argument("--begin-with", type=Path, metavar="RUN", help="another run whose networks this one takes over")
    parser.add_argument("--sets", nargs="*", default=[], metavar="SET", help="of the pack; all of them by default")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="of Schedule or Config")
    parser.add_argument("--smoke", action="store_true", help="two steps of two small cuts, to see that it works")


def add_search(parser: argparse.ArgumentParser) -> None:
    add_train(parser)
    parser.add_argument("--over", type=Path, required=True, metavar="FILE.json", help="a list of settings to try")


def add_measure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", help="as for train")
    parser.add_argument("folder", type=Path, metavar="RUN")
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--split", choices=("train", "val", "test"), default="test")
    parser.add_argument("--sets", nargs="*", default=[], metavar="SET", help="of the pack; all of them by default")


def add_plot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="RUN")


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


def run_squash(arguments: argparse.Namespace) -> None:
    """write a set as a pack as the seed report used it: squashed to a square, without intake"""
    from sketching.training.squash import write_squashed  # noqa: PLC0415  as the others

    arguments.target.parent.mkdir(parents=True, exist_ok=True)
    count = write_squashed(arguments.folder, arguments.target, arguments.split, arguments.wall)
    print(f"{count} photos packed into {arguments.target}")


def run_train(arguments: argparse.Namespace) -> None:
    """train a recipe on a pack; a run that was stopped goes on"""
    _train(arguments, {}, arguments.folder)


def run_search(arguments: argparse.Namespace) -> None:
    """train a recipe in many configurations, and write a table of them"""
    from sketching.training.search import search  # noqa: PLC0415  brings torch

    settings = json.loads(arguments.over.read_text())
    search(settings, arguments.folder, lambda changes, folder: _train(arguments, changes, folder))


def _train(arguments: argparse.Namespace, changes: Mapping[str, Any], folder: Path) -> Any:
    """Returns the recipe, trained in the folder with --set's values and these."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from sketching.training import datasets, runs, trainer  # noqa: PLC0415  brings torch

    module = import_module(arguments.recipe)
    said = dict(item.split("=", 1) for item in [*(SMOKE if arguments.smoke else ()), *arguments.set])
    given = {**said, **changes}
    schedule, config = _set(trainer.Schedule(), given), _set(module.Config(), given)
    unknown = set(given) - {field.name for kind in (schedule, config) for field in fields(kind)}
    if unknown:
        raise SystemExit(f"--set: there is no {', '.join(sorted(unknown))}")
    recipe = module.recipe(config)
    if arguments.begin_with and runs.load(folder) is None:
        trainer.begin_with(recipe, arguments.begin_with)
    pairs, unseen = (datasets.load(arguments.pack, split, arguments.sets) for split in ("train", "val"))
    trainer.fit(recipe, pairs, schedule, folder, unseen)
    return recipe


def run_measure(arguments: argparse.Namespace) -> None:
    """print the metrics of a run on a split of a pack, at the pack's own size"""
    from sketching.training import datasets, runs  # noqa: PLC0415  brings torch
    from sketching.training.validation import Validation  # noqa: PLC0415

    module = import_module(arguments.recipe)
    recipe, kept = _recipe_of(arguments.folder, module), runs.load(arguments.folder)
    if kept is None:
        raise ValueError(f"{arguments.folder} has no checkpoint to measure")
    generator = recipe.networks["generator"]
    generator.load_state_dict(kept[0]["mean"])
    pairs = datasets.load(arguments.pack, arguments.split, arguments.sets)
    found = Validation(recipe.draw, pairs, pairs).means(generator, pairs, most=len(pairs))
    print(f"{len(pairs)} people, step {kept[1]['step']}:", *(f"{name} {value:.4f}" for name, value in found.items()))


def run_plot(arguments: argparse.Namespace) -> None:
    """draw the curves of a run (needs matplotlib, of the extra `measure`)"""
    from sketching.training.plots import plot  # noqa: PLC0415  brings matplotlib

    print(plot(arguments.folder))


def run_export(arguments: argparse.Namespace) -> None:
    """write the weights of a run, ready for use"""
    from sketching.training.export import export  # noqa: PLC0415  brings torch

    module = import_module(arguments.recipe)
    generator = _recipe_of(arguments.folder, module).networks["generator"]
    print(f"{arguments.target}: SHA-256 {export(arguments.folder, generator, module.for_use, arguments.target)}")


def _recipe_of(folder: Path, module: Any) -> Any:
    """The recipe in the configuration that a run was trained in.

    Raises: ValueError if there is no such run.
    """
    config = folder / "config.json"
    if not config.exists():
        raise ValueError(f"{folder} is no run: it has no checkpoint and no config.json")
    return module.recipe(_set(module.Config(), json.loads(config.read_text())))


def _set(values: Any, given: Mapping[str, Any]) -> Any:
    """The dataclass with the values that were given for its fields, in the fields' own types."""
    known = {field.name: type(getattr(values, field.name)) for field in fields(values)}
    return replace(values, **{name: _read(known[name], value) for name, value in given.items() if name in known})


def _read(kind: type, value: Any) -> Any:
    if kind is bool and isinstance(value, str):
        return {"true": True, "false": False}[value.lower()]
    return kind(value)


if __name__ == "__main__":
    main()
