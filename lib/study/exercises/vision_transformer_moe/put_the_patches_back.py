"""Put the patches of a picture back into their places."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="put-the-patches-back",
    chapter="11_vision_transformer_moe",
    section="a-picture-as-a-sentence-patches",
    title="Put the patches back",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("image-patches",),
    statement=r"""
        Write `paste(patches, p, height, width)`, which undoes the cut. `patches` has the shape $(n, Cp^2)$: the squares
        of one picture row by row from the top left, the numbers of each square channel by channel, and within a channel
        row by row. Return the picture, an array of shape $(C, \text{height}, \text{width})$. Both sides are multiples
        of $p$, and need not be equal. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        """
        How many rows and columns of squares are there? Which five axes does the array have once every count of the
        statement has an axis of its own?
        """,
        r"""
        In the result a row of pixels runs through *all squares of a row*. So the axis "row of squares" and the axis
        "row within a square" must stand side by side before they are joined; the same for columns.
        """,
        """
        From `patches.reshape(height // p, width // p, -1, p, p)`, with the axes (row, column, channel, row within,
        column within), to (channel, row, row within, column, column within) by `transpose`.
        """,
    ),
    explanation=r"""
        A reshape never moves a number, it only renames its place. The line of numbers in `patches` and the line of
        numbers in the picture have different orders, so numbers must move: that is the transpose in the middle.
        Reshape, transpose, reshape: the first gives every count its axis, the second brings together what belongs
        together, the third joins.
    """,
    variant=r"""
        `lib.transformer.patches_to_image` does the same for a batch of torch tensors, with `unflatten`, `permute` and
        `flatten`.
    """,
)


@exercise.stub
def paste(patches, p, height, width):
    """Return the picture, of shape (channels, height, width)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def paste(patches, p, height, width):
    """Return the picture, of shape (channels, height, width)."""
    channels = patches.size // (height * width)
    squares = patches.reshape(height // p, width // p, channels, p, p)
    moved = squares.transpose(2, 0, 3, 1, 4)
    return moved.reshape(channels, height, width)


@exercise.alternative
def paste(patches, p, height, width):
    picture = np.empty((patches.shape[1] // p**2, height, width))
    for i, patch in enumerate(patches):
        top, left = p * (i // (width // p)), p * (i % (width // p))
        picture[:, top : top + p, left : left + p] = patch.reshape(-1, p, p)
    return picture


@exercise.alternative
def paste(patches, p, height, width):
    squares = [patch.reshape(-1, p, p) for patch in patches]
    n = width // p
    rows = [
        np.concatenate(squares[i : i + n], axis=2) for i in range(0, len(squares), n)
    ]
    return np.concatenate(rows, axis=1)


exercise.slip(
    "All numbers are there, so a reshape puts them back.",
    ("    moved = squares.transpose(2, 0, 3, 1, 4)\n", ""),
    ("moved.reshape", "squares.reshape"),
    message="""
        You only reshaped. That keeps the numbers in one line in their order, but the first row of the picture runs
        through several squares: numbers have to move.
    """,
)

exercise.slip(
    "It is enough to bring the channels to the front.",
    ("squares.transpose(2, 0, 3, 1, 4)", "squares.transpose(2, 0, 1, 3, 4)"),
    message="""
        Your channels are right, but each square lies in a line behind the other. A row of pixels takes one row from
        every square beside it.
    """,
)

exercise.slip(
    "The squares stand column by column.",
    (
        "squares = patches.reshape(height // p, width // p, channels, p, p)",
        "squares = patches.reshape(width // p, height // p, channels, p, p)",
    ),
    ("squares.transpose(2, 0, 3, 1, 4)", "squares.transpose(2, 1, 3, 0, 4)"),
    message="""
        You filled the picture column by column. The squares come row by row, like words on a page.
    """,
)

exercise.slip(
    "The colours of a pixel stand side by side.",
    ("width // p, channels, p, p)", "width // p, p, p, channels)"),
    ("squares.transpose(2, 0, 3, 1, 4)", "squares.transpose(4, 0, 2, 1, 3)"),
    message="""
        You read each square pixel by pixel, its colours side by side, as photographs are stored. Here a square comes
        channel by channel. (With one channel you are right.)
    """,
)

exercise.slip(
    "Within a square a column comes after the other.",
    ("squares.transpose(2, 0, 3, 1, 4)", "squares.transpose(2, 0, 4, 1, 3)"),
    message="""
        Each square stands in its place, but mirrored at its diagonal: rows and columns *within* it are exchanged.
    """,
)


@exercise.misconception(
    "Pictures are square, so one count of squares is enough.",
    message="""
        Your answer takes as many squares in a row as in a column. The width is not the height.
    """,
)
def paste(patches, p, height, width):
    n = int(np.sqrt(len(patches)))
    if n * n != len(patches):
        return np.zeros((patches.shape[1] // p**2, height, width))
    squares = patches.reshape(n, n, -1, p, p)
    return squares.transpose(2, 0, 3, 1, 4).reshape(-1, height, width)


@exercise.inputs
def inputs(rng):
    def case(channels, p, rows, columns):
        patches = rng.normal(size=(rows * columns, channels * p * p))
        return patches, p, rows * p, columns * p

    yield case(1, 2, 2, 2)
    yield case(1, 3, 1, 1)  # one square is the whole picture
    yield case(3, 1, 2, 3)  # squares of one pixel
    yield case(3, 2, 3, 2)
    for _ in range(25):
        channels, p, rows, columns = (int(k) for k in rng.integers(1, 5, size=4))
        yield case(channels, p, rows, columns)


exercise.compare()
