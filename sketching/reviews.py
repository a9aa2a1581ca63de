"""From a sketch to the picture others see. Only here does sketching touch accounts' data."""

from accounts import avatars
from accounts.models import Avatar
from sketching import jobs
from sketching.models import Sketch
from sketching.plugins import registry


def use_as_avatar(sketch: Sketch) -> Avatar:
    """Make the sketch its owner's avatar: the site's policy is to publish at the owner's word."""
    jobs.keep(sketch.job)
    with sketch.image.open("rb") as file:
        png = file.read()
    job = sketch.job
    made_with = {"plugin": job.plugin, "version": sketch.plugin_version, "options": job.options}
    return avatars.set_avatar(job.owner, png, label=registry.title(job.plugin), made_with=made_with)
