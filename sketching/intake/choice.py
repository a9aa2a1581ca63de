"""Which face of a photo is drawn, or why none is."""

from sketching.intake.errors import IntakeError
from sketching.intake.photo import Face, IntakeOptions

BYSTANDER = 0.5  # of the widest face's width: what is smaller stands behind, or is a picture on the wall
LEAST_FACE = 20  # pixels: less than this shows no features
# A face that is small in pixels *and* in its picture was hardly meant as a portrait. Alone, either can be: a thumbnail
# of a face, or somebody at full length taken with a good camera.
SMALL_FACE, LEAST_SHARE = 64, 0.07  # pixels; of the photo's shorter side
MOST_OUTSIDE = 0.12  # of the face's width or height


def choose(faces: tuple[Face, ...], size: tuple[int, int], options: IntakeOptions) -> Face:
    """The one face to draw.

    Raises:
        IntakeError: no_face, several_faces, unframed, unknown_face, face_too_small, face_cut_off; its facts hold
            "faces".
    """
    if not faces:
        raise IntakeError("no_face", faces=faces, size=size)
    if options.face is not None:
        return _named(faces, size, options.face)
    widest = max(face.box[2] for face in faces)
    meant = [face for face in faces if face.box[2] >= BYSTANDER * widest]
    if len(meant) > 1:
        raise IntakeError("several_faces", count=len(faces), faces=faces, size=size)
    face = _fit(meant[0], faces, size)
    if options.is_framed_by_hand:
        raise IntakeError("unframed", faces=faces, size=size)
    return face


def _named(faces: tuple[Face, ...], size: tuple[int, int], number: int) -> Face:
    if not 0 <= number < len(faces):
        raise IntakeError("unknown_face", number=number, count=len(faces), faces=faces, size=size)
    return _fit(faces[number], faces, size)


def _fit(face: Face, faces: tuple[Face, ...], size: tuple[int, int]) -> Face:
    left, top, width, height = face.box
    least = max(LEAST_FACE, min(SMALL_FACE, LEAST_SHARE * min(size)))
    if width < least:
        raise IntakeError("face_too_small", pixels=round(width), least=round(least), faces=faces, size=size)
    sideways = max(-left, left + width - size[0]) / width
    if max(sideways, max(-top, top + height - size[1]) / height) > MOST_OUTSIDE:
        raise IntakeError("face_cut_off", faces=faces, size=size)
    return face
