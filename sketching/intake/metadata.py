"""Which kinds of metadata a file has, for the person who likes to know what is not kept. Their content is not read."""

from typing import Any

from PIL import ExifTags, Image

_KEYS = {
    "exif": ("exif",),
    "xmp": ("xmp", "XML:com.adobe.xmp"),
    "iptc": ("photoshop",),
    "icc": ("icc_profile",),
    "comment": ("comment", "Comment", "comments"),
}
# Tags of a TIFF file itself, which others keep in a block: IPTC, Photoshop's; who, what, when and with what.
_TIFF_TAGS = {"iptc": (33723, 34377), "exif": (270, 271, 272, 305, 306, 315, 316, 33432, 34665)}


def kinds_in(image: Image.Image) -> tuple[str, ...]:
    """Of exif, gps, xmp, iptc, icc, comment, text, thumbnail and pictures (more than one) those that are there."""
    info = image.info
    found = {kind for kind, keys in _KEYS.items() if any(info.get(key) for key in keys)}
    tags = getattr(image, "tag_v2", {})
    found |= {kind for kind, numbers in _TIFF_TAGS.items() if any(number in tags for number in numbers)}
    found |= _in_exif(image)
    if any(isinstance(value, str) for value in getattr(image, "text", {}).values()):
        found.add("text")
    if _has_more_pictures(image):
        found.add("pictures")
    return tuple(sorted(found))


def _in_exif(image: Any) -> set[str]:
    try:
        exif = image.getexif()
        kinds = {"gps"} if exif.get_ifd(ExifTags.IFD.GPSInfo) else set()
        has_thumbnail = image.format != "TIFF" and exif.get_ifd(ExifTags.IFD.IFD1)  # there it is the second picture
        return kinds | ({"thumbnail"} if has_thumbnail else set())
    except Exception:  # noqa: BLE001  only a note for the person: whatever a broken block throws, it has no such part
        return set()


def _has_more_pictures(image: Any) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))  # of a GIF it looks for the next one, and decodes none
    except Exception:  # noqa: BLE001  a broken second picture spoils only itself
        return False
