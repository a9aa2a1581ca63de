"""Photos with a marker in every place where a file can say something beside its pixels."""

import io
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise

from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

from tests import pictures

MARKER = b"Marker-4711-of-nowhere"
_TEXT = MARKER.decode()
_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>' + MARKER + b"</a></x:xmpmeta>"
_IPTC = b"\x1c\x02\x78" + struct.pack(">H", len(MARKER)) + MARKER  # caption
_PHOTOSHOP = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(_IPTC)) + _IPTC + b"\0" * (len(_IPTC) % 2)


def _profile() -> bytes:
    """sRGB, with the marker in its description: the profile stays a valid one."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    name = "sRGB built-in".encode("utf-16-be")
    assert name in profile
    return profile.replace(name, MARKER.ljust(len(name), b".")[: len(name)]) + MARKER


def _exif() -> bytes:
    """Who made it, where, with what, a maker's own note, and a thumbnail that says it all once more."""
    thumbnail = pictures.encoded(pictures.face(40, 50), comment=_TEXT)
    camera = _directory({0x927C: (7, MARKER), 0x9286: (7, b"ASCII\0\0\0" + MARKER)})
    place = _directory({1: (2, b"N\0"), 2: (5, struct.pack("<6I", 50, 1, 4, 1, 2, 1)), 29: (2, MARKER + b"\0")})
    small = _directory({0x103: (3, b"\6\0"), 0x201: (4, b"@@@@"), 0x202: (4, struct.pack("<I", len(thumbnail)))})
    main = {0x10E: (2, MARKER + b"\0"), 0x13B: (2, MARKER + b"\0"), 0x8769: (4, b"@@@@"), 0x8825: (4, b"@@@@")}
    parts, starts = [_directory(main), small, camera, place], [8]
    for part in parts:
        starts.append(starts[-1] + len(part(0, 0, ())))
    _, at_small, at_camera, at_place, at_thumbnail = starts
    body = parts[0](8, at_small, (at_camera, at_place)) + small(at_small, 0, (at_thumbnail,))
    return b"Exif\0\0II*\0\x08\0\0\0" + body + camera(at_camera, 0, ()) + place(at_place, 0, ()) + thumbnail


def _directory(tags: dict[int, tuple[int, bytes]]) -> Callable[[int, int, tuple[int, ...]], bytes]:
    """Gives an IFD when told where it lies, where the next one does, and what stands for each @@@@ in it."""
    sizes = {2: 1, 3: 2, 4: 4, 5: 8, 7: 1}

    def at(place: int, following: int, pointers: tuple[int, ...]) -> bytes:
        left, entries, values = list(pointers), b"", b""
        beyond = place + 2 + 12 * len(tags) + 4
        for tag, (kind, value) in tags.items():
            content = struct.pack("<I", left.pop(0)) if value == b"@@@@" and left else value
            entries += struct.pack("<HHI", tag, kind, len(content) // sizes[kind])
            inside = len(content) <= 4
            entries += content.ljust(4, b"\0") if inside else struct.pack("<I", beyond + len(values))
            values += b"" if inside else content + b"\0" * (len(content) % 2)
        return struct.pack("<H", len(tags)) + entries + struct.pack("<I", following) + values

    return at


EXIF, PROFILE = _exif(), _profile()


def _jpeg() -> bytes:
    def segment(kind: int, content: bytes) -> bytes:
        return bytes([0xFF, kind]) + struct.pack(">H", len(content) + 2) + content

    plain = pictures.encoded()
    said = [
        segment(0xE1, EXIF),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _XMP),
        segment(0xED, b"Photoshop 3.0\0" + _PHOTOSHOP),
        segment(0xE2, b"ICC_PROFILE\0\1\1" + PROFILE),
        segment(0xE5, b"Ricoh\0" + MARKER),
        segment(0xFE, MARKER),
    ]
    behind = pictures.encoded(pictures.face(64, 80), comment=_TEXT)
    return plain[:2] + b"".join(said) + plain[2:] + behind + MARKER


def _png() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", _TEXT)
    texts.add_text("Comment", _TEXT, zip=True)
    texts.add_itxt("Description", _TEXT)
    texts.add_itxt("XML:com.adobe.xmp", _XMP.decode())
    plain = pictures.encoded(kind="PNG", pnginfo=texts, exif=EXIF, icc_profile=PROFILE)
    own = pictures.chunk(b"maKr", MARKER)
    late = pictures.chunk(b"tEXt", b"Late\0" + MARKER) + pictures.chunk(b"tIME", MARKER[:7])
    return plain[:33] + own + plain[33:-12] + late + plain[-12:] + MARKER


def _webp() -> bytes:
    plain = pictures.encoded(kind="WEBP", exif=EXIF, xmp=_XMP, icc_profile=PROFILE)
    riff = plain[8:] + b"MAKR" + struct.pack("<I", len(MARKER)) + MARKER + b"\0" * (len(MARKER) % 2)
    return b"RIFF" + struct.pack("<I", len(riff)) + riff + MARKER


def _boxed(kind: str) -> bytes:
    plain = pictures.encoded(kind=kind, exif=EXIF, xmp=_XMP, icc_profile=PROFILE)
    return plain + struct.pack(">I", len(MARKER) + 8) + b"free" + MARKER


def _gif() -> bytes:
    plain = pictures.encoded(kind="GIF", comment=_TEXT)
    program = b"\x21\xff\x0bXMP DataXMP" + bytes([len(_XMP)]) + _XMP + b"\0"
    comment = b"\x21\xfe" + bytes([len(MARKER)]) + MARKER + b"\0"
    return plain[:-1] + program + comment + b";" + MARKER


def _tiff() -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for number in (270, 271, 272, 305, 315, 33432):
        tags[number] = _TEXT
    tags[700], tags[33723], tags[34377] = _XMP, _IPTC, _PHOTOSHOP
    tags.tagtype.update({700: 1, 33723: 7, 34377: 1})
    tags[34853] = {1: "N", 29: _TEXT}
    tags[34665] = {0x927C: MARKER, 0x9286: b"ASCII\0\0\0" + MARKER}
    return pictures.encoded(kind="TIFF", tiffinfo=tags, icc_profile=PROFILE) + MARKER


def _jpeg2000() -> bytes:
    plain = pictures.encoded(kind="JPEG2000", comment=_TEXT)
    xmp = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + _XMP
    return plain + struct.pack(">I", len(xmp) + 8) + b"uuid" + xmp + MARKER


PHOTOS = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "AVIF": lambda: _boxed("AVIF"),
    "HEIF": lambda: _boxed("HEIF"),
    "GIF": _gif,
    "TIFF": _tiff,
    "JPEG2000": _jpeg2000,
    "BMP": lambda: pictures.encoded(kind="BMP") + MARKER,
}
"""Each format with all that it can carry."""

KINDS = {
    "JPEG": {"exif", "gps", "xmp", "iptc", "icc", "comment", "thumbnail"},
    "PNG": {"exif", "gps", "xmp", "icc", "comment", "text", "thumbnail"},
    "WEBP": {"exif", "gps", "xmp", "icc", "thumbnail"},
    "AVIF": {"exif", "gps", "xmp", "icc", "thumbnail"},
    "HEIF": {"exif", "gps", "xmp", "icc", "thumbnail"},
    "GIF": {"comment"},
    "TIFF": {"exif", "gps", "xmp", "iptc", "icc"},
    "JPEG2000": {"comment"},
    "BMP": set(),
}
"""What of that is named as dropped: the rest Pillow does not tell of."""


def traces(data: bytes) -> int:
    """How often the marker stands in these bytes, plain, in wide letters, or packed as PNG packs its texts."""
    packed = zlib.compress(MARKER)[2:-4]
    return sum(data.count(form) for form in (MARKER, _TEXT.encode("utf-16-be"), _TEXT.encode("utf-16-le"), packed))


def chunks_of(png: bytes) -> set[bytes]:
    """The kinds of chunks that a PNG has."""
    starts, at = [8], 8
    while at < len(png):
        at += 12 + int.from_bytes(png[at : at + 4], "big")
        starts.append(at)
    return {png[start + 4 : start + 8] for start, _ in pairwise(starts)}


def saved(image: Image.Image, kind: str) -> bytes:
    """The picture as a file that is written without anything asked for, unpacked so that its bytes can be searched."""
    out = io.BytesIO()
    image.save(out, kind, **({"compress_level": 0} if kind == "PNG" else {}))
    return out.getvalue()
