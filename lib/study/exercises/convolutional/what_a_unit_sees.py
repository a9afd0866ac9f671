"""Find the pixels that a unit in the middle of a network can see."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="what-a-unit-sees",
    chapter="07_convolutional",
    section="how-far-a-unit-sees",
    title="What does unit number seven see?",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("receptive-field", "padding"),
    statement=r"""
        A row of `n_pixels` pixels goes through `layers`, from the first to the last, each a tuple
        $(k, s, p)$: taps, stride, padding on each side. Write `pixels_seen(layers, unit, n_pixels)`. It returns the
        first and the last pixel, counted from 0, that can change the unit with number `unit` of the last layer's
        result, as a tuple of two whole numbers.

        Zeros of a padding, before *any* layer, are no pixels: they never change. Every unit that is asked for exists,
        and $p<k$ in every layer, so that each unit sees a pixel.
    """,
    hints=(
        "Unit i of one layer: which units of the layer below are its first and its last one?",
        r"""
        From $si-p$ to $si-p+k-1$. For a whole range of units, from $a$ to $b$: which is the first that $a$ sees, which
        is the last that $b$ sees? Go down layer by layer. How many units has each layer?
        """,
        r"""
        First compute all sizes upwards. Then, from the last layer to the first:
        `a, b = max(s*a - p, 0), min(s*b - p + k - 1, size - 1)`, with the size of the layer below.
        """,
    ),
    explanation=r"""
        The formula for the size of the field has forgotten where the field lies; with the two ends you get both. The
        ends have to be cut at *every* layer, not only in the picture: what lies outside a layer in the middle is a
        zero of that layer's padding, and sees nothing. Cut only at the end, and a unit at the *right* border may be
        said to see pixels it has no path to, where a floor has dropped the last ones.
    """,
    variant=r"""
        Without padding, and in the middle of a large picture, $b-a+1$ is the field of the text,
        $1+\sum(k_l-1)\prod_{i<l}s_i$. A third way: nudge each pixel and see
        whether the unit moves, or ask its gradient.
    """,
)


@exercise.stub
def pixels_seen(layers, unit, n_pixels):
    """Return the first and the last pixel that the unit sees."""
    raise NotImplementedError


@exercise.reference
def pixels_seen(layers, unit, n_pixels):
    """Return the first and the last pixel that the unit sees."""
    sizes = [n_pixels]
    for k, s, p in layers:
        sizes.append((sizes[-1] + 2 * p - k) // s + 1)
    first = last = unit
    for (k, s, p), size in zip(reversed(layers), reversed(sizes[:-1])):
        first = max(s * first - p, 0)
        last = min(s * last - p + k - 1, size - 1)
    return first, last


@exercise.alternative
def pixels_seen(layers, unit, n_pixels):
    seen = [{i} for i in range(n_pixels)]  # for each unit, the pixels that it sees
    for k, s, p in layers:
        padded = [set()] * p + seen + [set()] * p
        starts = range(0, len(padded) - k + 1, s)
        seen = [set().union(*padded[start : start + k]) for start in starts]
    return min(seen[unit]), max(seen[unit])


@exercise.alternative
def pixels_seen(layers, unit, n_pixels):
    if not layers:
        return unit, unit
    *below, (k, s, p) = layers
    size = n_pixels
    for k_below, s_below, p_below in below:
        size = (size + 2 * p_below - k_below) // s_below + 1
    covered = [i for i in range(s * unit - p, s * unit - p + k) if 0 <= i < size]
    first, _ = pixels_seen(below, covered[0], n_pixels)
    _, last = pixels_seen(below, covered[-1], n_pixels)
    return first, last


@exercise.misconception(
    "The field has to be cut at the borders of the picture only.",
    message="""
        You cut the field where the picture ends, but not in the layers between. A unit beyond the border of a middle
        layer is a zero of the padding: nothing leads from it to any pixel.
    """,
)
def pixels_seen(layers, unit, n_pixels):
    first = last = unit
    for k, s, p in reversed(layers):
        first, last = s * first - p, s * last - p + k - 1
    return max(first, 0), min(last, n_pixels - 1)


@exercise.misconception(
    "Pixels and zeros of the padding are counted alike.",
    message="""
        Your ends lie outside the picture. Zeros that a layer adds are no pixels, so cut the range at both ends.
    """,
)
def pixels_seen(layers, unit, n_pixels):
    first = last = unit
    for k, s, p in reversed(layers):
        first, last = s * first - p, s * last - p + k - 1
    return first, last


@exercise.misconception(
    "A unit lies above the pixel of its own number.",
    message="""
        You left the strides out when you looked for the place of the unit. With a stride of 2, unit i of a layer starts
        at unit 2i of the one below.
    """,
)
def pixels_seen(layers, unit, n_pixels):
    sizes = [n_pixels]
    for k, s, p in layers:
        sizes.append((sizes[-1] + 2 * p - k) // s + 1)
    first = last = unit
    for (k, _, p), size in zip(reversed(layers), reversed(sizes[:-1])):
        first = max(first - p, 0)
        last = min(last - p + k - 1, size - 1)
    return first, last


@exercise.misconception(
    "The layer next to the picture is the one to begin with.",
    message="""
        You went through the layers from the first to the last. The unit sits on top: start at the last layer and come
        down.
    """,
)
def pixels_seen(layers, unit, n_pixels):
    sizes = [n_pixels]
    for k, s, p in layers:
        sizes.append((sizes[-1] + 2 * p - k) // s + 1)
    first = last = unit
    for (k, s, p), size in zip(layers, sizes):
        first = max(s * first - p, 0)
        last = min(s * last - p + k - 1, size - 1)
    return first, last


exercise.slip(
    "The padding moves what a unit sees to the right.",
    ("first = max(s * first - p, 0)", "first = max(s * first + p, 0)"),
    (
        "last = min(s * last - p + k - 1, size - 1)",
        "last = min(s * last + p + k - 1, size - 1)",
    ),
    message="""
        Your padding has the wrong sign. With zeros in front, the window with number 0 starts *before* the first pixel.
    """,
)


@exercise.misconception(
    "Only the taps and the strides decide what a unit sees.",
    message="""
        You left the padding out. With p zeros in front, the window with number 0 starts p places *before* the first
        unit of the layer below.
    """,
)
def pixels_seen(layers, unit, n_pixels):
    first = last = unit
    for k, s, _ in reversed(layers):
        first, last = s * first, s * last + k - 1
    return first, min(last, n_pixels - 1)


exercise.slip(
    "A range is given as in Python, by its first number and the one behind its last.",
    ("return first, last", "return first, last + 1"),
    message="""
        Your second number is the first pixel that the unit does *not* see. Asked for is the last one that it sees.
    """,
)

exercise.slip(
    "A window of k taps reaches k units beyond its first one.",
    (
        "last = min(s * last - p + k - 1, size - 1)",
        "last = min(s * last - p + k, size - 1)",
    ),
    message="""
        Your last pixel is too far to the right: of k taps in a row the last lies k - 1 beyond the first.
    """,
)


@exercise.inputs
def inputs(rng):
    yield [(3, 1, 0)], 2, 9
    yield [(3, 1, 1)], 0, 5  # at the border
    yield [], 3, 8  # no layer: the pixel itself
    yield [(3, 1, 0), (3, 2, 0)], 1, 12
    yield [(1, 3, 0), (2, 1, 0)], 1, 20  # between the fields nobody looks
    yield [(2, 2, 0), (3, 1, 1)], 1, 5  # beyond the end of the middle layer
    yield [(2, 3, 1), (3, 1, 1)], 1, 5  # the same behind a padding
    drawn = 0
    while drawn < 24:
        layers, size = [], int(rng.integers(8, 40))
        n_pixels = size
        for _ in range(int(rng.integers(1, 5))):
            k, s = int(rng.integers(1, 6)), int(rng.integers(1, 4))
            p = int(rng.integers(0, k))
            if size + 2 * p < k:
                break
            layers.append((k, s, p))
            size = (size + 2 * p - k) // s + 1
        unit = int(rng.integers(0, size))
        seen = [{i} for i in range(n_pixels)]
        for k, s, p in layers:
            padded = [set()] * p + seen + [set()] * p
            starts = range(0, len(padded) - k + 1, s)
            seen = [set().union(*padded[start : start + k]) for start in starts]
        if seen[unit]:
            drawn += 1
            yield layers, unit, n_pixels


exercise.compare()
