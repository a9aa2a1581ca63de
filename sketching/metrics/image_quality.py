"""How like one picture is to another: mean error, structure, features, the texture of strokes, sharpness.

All take two pictures (H, W) of the same size, grey, 0 to 255: what was drawn and the artist's sketch. NumPy alone, so
that training can validate by them on a machine that has nothing more.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Grey: TypeAlias = NDArray[np.float64]

_SSIM_SIGMA, _SSIM_WINDOW = 1.5, 11
_FSIM_T1, _FSIM_T2 = 0.85, 160.0
_SCHARR = (np.array([3, 10, 3]) / 16, np.array([1, 0, -1]))  # across the slope, and along it


def mean_absolute_error(drawn: ArrayLike, target: ArrayLike) -> float:
    """0 (the same) to 1 (black against white)."""
    return float(np.abs(_grey(drawn) - _grey(target)).mean() / 255)


def peak_signal_to_noise(drawn: ArrayLike, target: ArrayLike) -> float:
    """Decibels; infinite for the same picture."""
    error = ((_grey(drawn) - _grey(target)) ** 2).mean()
    return float(10 * np.log10(255**2 / error)) if error else float("inf")


def structural_similarity(drawn: ArrayLike, target: ArrayLike) -> float:
    """-1 to 1. Wang et al., "Image Quality Assessment: From Error Visibility to Structural Similarity", 2004.

    Gaussian window of 11 x 11, sigma 1.5, K1 = 0.01, K2 = 0.03; the mean of where the window fits.
    """
    x, y = _grey(drawn), _grey(target)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_x, mean_y = _window(x), _window(y)
    var_x, var_y = _window(x * x) - mean_x**2, _window(y * y) - mean_y**2
    covariance = _window(x * y) - mean_x * mean_y
    top = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    bottom = (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    edge = _SSIM_WINDOW // 2
    return float((top / bottom)[edge:-edge, edge:-edge].mean())


def feature_similarity(drawn: ArrayLike, target: ArrayLike) -> float:
    """0 to 1. Zhang et al., "FSIM: A Feature Similarity Index for Image Quality Assessment", 2011, for grey.

    Phase congruency with 4 scales and 4 orientations, shortest wavelength 6, factor 2, sigma 0.55; T1 0.85, T2 160.
    """
    x, y = _reduced(_grey(drawn)), _reduced(_grey(target))
    phase_x, phase_y = _phase_congruency(x), _phase_congruency(y)
    slope_x, slope_y = _slope(x), _slope(y)
    phases = (2 * phase_x * phase_y + _FSIM_T1) / (phase_x**2 + phase_y**2 + _FSIM_T1)
    slopes = (2 * slope_x * slope_y + _FSIM_T2) / (slope_x**2 + slope_y**2 + _FSIM_T2)
    weight = np.maximum(phase_x, phase_y)
    return float((phases * slopes * weight).sum() / weight.sum())


def structure_co_occurrence(drawn: ArrayLike, target: ArrayLike) -> float:
    """SCOOT, 0 to 1: how like the strokes' texture is.

    Fan et al., "Scoot: A Perceptual Metric for Facial Sketches", 2019.

    It measures style, not likeness: another person's sketch by the same artist scores high.
    """
    distance = np.linalg.norm(_co_occurrence(_grey(drawn)) - _co_occurrence(_grey(target)))
    return float(1 / (1 + distance))


def sharpness(picture: ArrayLike) -> float:
    """Mean strength of edges: the mean slope of the tenth of pixels where it is steepest, 0 to 1."""
    slopes = np.sort(_slope(_grey(picture)).ravel())
    return float(slopes[-max(1, len(slopes) // 10) :].mean() / 255)


def keras_accuracy(drawn: ArrayLike, target: ArrayLike) -> float:
    """What Keras calls accuracy when the target is a picture: the share of pixels whose largest channel is the same.

    Args:
        drawn, target: (…, C), at least two channels, any range. Ties go to the lowest channel.

    Nearly meaningless for grey sketches: a black page scores 1 on them. Here only to reproduce the seed report.
    """
    return float((np.argmax(drawn, axis=-1) == np.argmax(target, axis=-1)).mean())


def _grey(picture: ArrayLike) -> Grey:
    grey = np.asarray(picture, np.float64)
    if grey.ndim != 2:
        raise ValueError(f"a picture must be (H, W), not of shape {grey.shape}")
    return grey


def _window(values: Grey) -> Grey:
    taps = np.exp(-((np.arange(_SSIM_WINDOW) - _SSIM_WINDOW // 2) ** 2) / (2 * _SSIM_SIGMA**2))
    return _separable(values, taps / taps.sum(), taps / taps.sum())


def _separable(values: Grey, down: NDArray[np.floating], across: NDArray[np.floating]) -> Grey:
    """Correlation with the window down x across; zero beyond the border."""
    return _along(_along(values, down, 0), across, 1)


def _along(values: Grey, taps: NDArray[np.floating], axis: int) -> Grey:
    before = len(taps) // 2
    margin = [(0, 0), (0, 0)]
    margin[axis] = (before, len(taps) - 1 - before)
    wide, length = np.pad(values, margin), values.shape[axis]
    total = np.zeros_like(values)
    for first, tap in enumerate(taps):
        total += tap * (wide[first : first + length] if axis == 0 else wide[:, first : first + length])
    return total


def _reduced(picture: Grey) -> Grey:
    """FSIM looks from further away at larger pictures: averaged and thinned so that the shorter side has about 256."""
    factor = max(1, round(min(picture.shape) / 256))
    box = np.full(factor, 1 / factor)
    return _separable(picture, box, box)[::factor, ::factor]


def _slope(picture: Grey) -> Grey:
    smooth, difference = _SCHARR
    return np.hypot(_separable(picture, smooth, difference), _separable(picture, difference, smooth))


def _phase_congruency(picture: Grey) -> Grey:
    """Kovesi's measure as FSIM uses it: where the waves of all scales agree in phase, (H, W), 0 to 1."""
    return _remembered_congruency(picture.tobytes(), picture.shape[0], picture.shape[1])


@lru_cache(maxsize=4)  # many drawings are measured against one sketch
def _remembered_congruency(data: bytes, rows: int, columns: int) -> Grey:
    spectrum = np.fft.fft2(np.frombuffer(data).reshape(rows, columns))
    parts = [_energy(spectrum, bank) for bank in _banks(rows, columns)]
    congruency = np.sum([energy for energy, _ in parts], axis=0) / (
        np.sum([amplitude for _, amplitude in parts], axis=0) + 1e-4
    )
    congruency.flags.writeable = False
    return np.asarray(congruency, np.float64)


@dataclass(frozen=True, slots=True)
class _Bank:
    """The filters of one orientation, (4, H, W), and what noise would make of them."""

    filters: Grey
    power: float  # of the smallest scale
    squares: float  # of all impulse responses
    products: float  # of each two of them


@lru_cache(maxsize=8)
def _banks(rows: int, columns: int) -> tuple[_Bank, ...]:
    """Of four orientations, for pictures of this size: half of what FSIM costs."""
    x, y = np.meshgrid(_frequencies(columns), _frequencies(rows))
    radius, theta = np.fft.ifftshift(np.hypot(x, y)), np.fft.ifftshift(np.arctan2(-y, x))
    radius[0, 0] = 1
    low_pass = 1 / (1 + (radius / 0.45) ** 30)
    scales = np.stack([_log_gabor(radius, 6 * 2.0**scale) * low_pass for scale in range(4)])
    return tuple(_bank(scales * _spread(theta, orientation * np.pi / 4)) for orientation in range(4))


def _bank(filters: Grey) -> _Bank:
    impulses = [np.fft.ifft2(one).real * np.sqrt(one.size) for one in filters]
    products = sum(
        float((impulses[first] * impulses[second]).sum())
        for first in range(len(impulses))
        for second in range(first + 1, len(impulses))
    )
    squares = sum(float((one**2).sum()) for one in impulses)
    return _Bank(filters, float((filters[0] ** 2).sum()), squares, products)


def _frequencies(count: int) -> NDArray[np.float64]:
    if count % 2:
        return np.arange(-(count - 1) / 2, (count - 1) / 2 + 1) / (count - 1)
    return np.arange(-count / 2, count / 2) / count


def _log_gabor(radius: Grey, wavelength: float) -> Grey:
    gabor = np.exp(-(np.log(radius * wavelength) ** 2) / (2 * np.log(0.55) ** 2))
    gabor[0, 0] = 0
    return np.asarray(gabor, np.float64)


def _spread(theta: Grey, angle: float) -> Grey:
    sine = np.sin(theta) * np.cos(angle) - np.cos(theta) * np.sin(angle)
    cosine = np.cos(theta) * np.cos(angle) + np.sin(theta) * np.sin(angle)
    deviation = np.pi / 4 / 1.2
    return np.asarray(np.exp(-(np.arctan2(sine, cosine) ** 2) / (2 * deviation**2)), np.float64)


def _energy(spectrum: NDArray[np.complex128], bank: _Bank) -> tuple[Grey, Grey]:
    """Of one orientation: energy less what noise would have, and the sum of amplitudes."""
    waves = np.fft.ifft2(spectrum * bank.filters)
    even, odd, amplitude = waves.real, waves.imag, np.abs(waves)
    sum_even, sum_odd = even.sum(0), odd.sum(0)
    length = np.hypot(sum_even, sum_odd) + 1e-4
    mean_even, mean_odd = sum_even / length, sum_odd / length
    energy = (even * mean_even + odd * mean_odd - np.abs(even * mean_odd - odd * mean_even)).sum(0)
    return np.maximum(energy - _noise(bank, amplitude[0]), 0), amplitude.sum(0)


def _noise(bank: _Bank, smallest: Grey) -> float:
    """The energy that noise alone gives, judged by the smallest scale: two deviations above its mean."""
    power = np.median(smallest**2) / np.log(2) / bank.power
    tau = np.sqrt((2 * power * bank.squares + 4 * power * bank.products) / 2)
    return float((tau * np.sqrt(np.pi / 2) + 2 * np.sqrt((2 - np.pi / 2) * tau**2)) / 1.7)


def _co_occurrence(picture: Grey) -> NDArray[np.float64]:
    """Contrast and energy of the grey levels' co-occurrence in each of 4 x 4 blocks, (32,)."""
    levels = np.clip(np.floor(np.round(picture) * 6 / 255), 0, 5).astype(np.intp)
    rows, columns = ([size * part // 4 for part in range(5)] for size in picture.shape)
    features = [
        _block_features(levels[rows[i] : rows[i + 1], columns[j] : columns[j + 1]]) for i in range(4) for j in range(4)
    ]
    return np.concatenate([[contrast for contrast, _ in features], [energy for _, energy in features]])


def _block_features(block: NDArray[np.intp]) -> tuple[float, float]:
    counts = np.round(np.mean([_pairs(block, *step) for step in ((0, 1), (-1, 1), (-1, 0), (-1, -1))], axis=0))
    share = counts / max(counts.sum(), 1)
    i, j = np.indices(share.shape)
    return float(((i - j) ** 2 * share).sum()), float((share**2).sum())


def _pairs(block: NDArray[np.intp], down: int, right: int) -> NDArray[np.float64]:
    """(6, 6): how often level i has level j at this step from it."""
    height, width = block.shape
    here = block[max(-down, 0) : height - max(down, 0), max(-right, 0) : width - max(right, 0)]
    there = block[max(down, 0) : height - max(-down, 0), max(right, 0) : width - max(-right, 0)]
    counts = np.zeros((6, 6))
    np.add.at(counts, (here, there), 1)
    return counts
