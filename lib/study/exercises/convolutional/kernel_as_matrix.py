"""Write a sliding kernel as the matrix of a fully connected layer."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="kernel-as-matrix",
    chapter="07_convolutional",
    section="a-layer-with-most-weights-missing",
    title="The kernel as a matrix",
    level=2,
    minutes=18,
    kind="implement",
    concepts=("conv-as-fully-connected", "sparse-connectivity", "parameter-sharing"),
    statement=r"""
        A kernel $K$ of shape $(r, c)$ slides over a picture of `height` by `width` pixels, `stride` pixels at a time,
        without padding, as a cross-correlation. Write `kernel_matrix(K, height, width, stride)`. It returns the matrix
        $T$ with $T\,\mathrm{vec}(X) = \mathrm{vec}(Y)$, where $\mathrm{vec}$ reads a picture row by row.

        Only windows that lie inside count, and there is at least one. Loops will do.
    """,
    setup="import numpy as np",
    hints=(
        "Which row of the matrix belongs to the window with number (i, j), if there are n windows in each row?",
        r"""
        In that row, the weight $K_{uv}$ stands in the column of the pixel $(si+u,\,sj+v)$. Which number has this pixel
        when the picture is read row by row?
        """,
        "`T[i * n_across + j, (stride * i + u) * width + stride * j + v] = K[u, v]`, in four loops.",
    ),
    explanation=r"""
        A row of $T$ says what one result is made of: zero almost everywhere, and the weights of the kernel where its
        window lies. Each row holds the same numbers, at other places: sparse connectivity and parameter sharing, in one
        picture. With stride 1 the matrix is constant along diagonals, block by block.
    """,
    variant=r"""
        Two other ways: column by column, as what the layer makes of one bright pixel (the columns of a matrix are the
        images of the unit vectors); or as a product, $T=\sum_{uv}K_{uv}S_{uv}$, of the kernel's weights with
        matrices of zeros and ones that pick the pixel $(u,v)$ of each window.
    """,
)


@exercise.stub
def kernel_matrix(K, height, width, stride):
    """Return T, shape (n_windows, height * width)."""
    raise NotImplementedError


@exercise.reference
def kernel_matrix(K, height, width, stride):
    """Return T, shape (n_windows, height * width)."""
    r, c = K.shape
    n_down, n_across = (height - r) // stride + 1, (width - c) // stride + 1
    T = np.zeros((n_down * n_across, height * width))
    for i in range(n_down):
        for j in range(n_across):
            for u in range(r):
                for v in range(c):
                    pixel = (stride * i + u) * width + stride * j + v
                    T[i * n_across + j, pixel] = K[u, v]
    return T


@exercise.alternative
def kernel_matrix(K, height, width, stride):
    rows = []
    for top in range(0, height - K.shape[0] + 1, stride):
        for left in range(0, width - K.shape[1] + 1, stride):
            picture = np.zeros((height, width))
            picture[top : top + K.shape[0], left : left + K.shape[1]] = K
            rows.append(picture.ravel())
    return np.array(rows)


@exercise.alternative
def kernel_matrix(K, height, width, stride):
    units = np.eye(height * width).reshape(-1, height, width)
    windows = np.lib.stride_tricks.sliding_window_view(units, K.shape, axis=(1, 2))
    columns = np.sum(windows[:, ::stride, ::stride] * K, axis=(3, 4))
    return columns.reshape(height * width, -1).T


@exercise.misconception(
    "Convolution turns the kernel, and a convolutional layer is a convolution.",
    message="""
        Your kernel lies on its head. Asked for is a cross-correlation: the top left weight meets the window's top left
        pixel.
    """,
)
def kernel_matrix(K, height, width, stride):
    K = K[::-1, ::-1]
    rows = []
    for top in range(0, height - K.shape[0] + 1, stride):
        for left in range(0, width - K.shape[1] + 1, stride):
            picture = np.zeros((height, width))
            picture[top : top + K.shape[0], left : left + K.shape[1]] = K
            rows.append(picture.ravel())
    return np.array(rows)


@exercise.misconception(
    "The matrix acts on rows from the left, so inputs run down and outputs across.",
    message="""
        This is the transposed matrix. In T times x a row belongs to a result, a column to a pixel that comes in.
    """,
)
def kernel_matrix(K, height, width, stride):
    rows = []
    for top in range(0, height - K.shape[0] + 1, stride):
        for left in range(0, width - K.shape[1] + 1, stride):
            picture = np.zeros((height, width))
            picture[top : top + K.shape[0], left : left + K.shape[1]] = K
            rows.append(picture.ravel())
    return np.array(rows).T


exercise.slip(
    "Pixels below one another are as far apart in the list as the picture is high.",
    (
        "pixel = (stride * i + u) * width + stride * j + v",
        "pixel = (stride * i + u) * height + stride * j + v",
    ),
    message="""
        Your step from a row of the picture to the next is its height. Read row by row, the pixel below comes after a
        whole *row*. Test with a picture that is not square.
    """,
)


@exercise.misconception(
    "The weights of one window stand side by side in its row.",
    message="""
        Your weights stand in one run. A window's second row of pixels comes a whole row of the picture after its first
        one, so there must be gaps of zeros between them.
    """,
)
def kernel_matrix(K, height, width, stride):
    r, c = K.shape
    n_down, n_across = (height - r) // stride + 1, (width - c) // stride + 1
    T = np.zeros((n_down * n_across, height * width))
    for i in range(n_down):
        for j in range(n_across):
            first = stride * i * width + stride * j
            T[i * n_across + j, first : first + K.size] = K.ravel()
    return T


@exercise.misconception(
    "A kernel stands at every pixel where it fits.",
    message="""
        You keep a row for every place where the kernel fits, as if the stride were 1. Only windows that are used get a
        row.
    """,
)
def kernel_matrix(K, height, width, stride):
    r, c = K.shape
    n_down, n_across = height - r + 1, width - c + 1
    T = np.zeros((n_down * n_across, height * width))
    for i in range(n_down):
        for j in range(n_across):
            for u in range(r):
                for v in range(c):
                    T[i * n_across + j, (i + u) * width + j + v] = K[u, v]
    return T


@exercise.misconception(
    "The stride only says how many windows there are.",
    message="""
        You have the right number of windows, but they stand one pixel apart. Window number (i, j) starts at the pixel
        (s·i, s·j), not at (i, j).
    """,
)
def kernel_matrix(K, height, width, stride):
    r, c = K.shape
    n_down, n_across = (height - r) // stride + 1, (width - c) // stride + 1
    T = np.zeros((n_down * n_across, height * width))
    for i in range(n_down):
        for j in range(n_across):
            for u in range(r):
                for v in range(c):
                    T[i * n_across + j, (i + u) * width + j + v] = K[u, v]
    return T


exercise.slip(
    "Window (i, j) comes after i times as many windows as stand below one another.",
    ("T[i * n_across + j, pixel] = K[u, v]", "T[i * n_down + j, pixel] = K[u, v]"),
    message="""
        Your windows get the wrong rows of T: you step by the number of windows *below* one another. Before window
        (i, j) there are i full rows of windows, each as long as their number side by side.
    """,
)

exercise.slip(
    "Results are counted down the columns.",
    ("* n_across + j", "+ j * n_down"),
    message="""
        Your windows are counted column by column. The results are read like the pixels, row by row.
    """,
)


@exercise.inputs
def inputs(rng):
    K = np.array([[1.0, 2.0], [3.0, 4.0]])
    yield K, 3, 3, 1
    yield K, 2, 2, 1  # one window
    yield K, 3, 4, 2  # a pixel at the end that nobody sees
    yield np.array([[5.0]]), 2, 3, 1  # a multiple of the identity
    yield np.array([[1.0, -1.0]]), 1, 5, 3  # a row
    yield np.array([[0.0, 2.0], [0.0, 0.0]]), 3, 2, 1  # weights that are zero
    for _ in range(22):
        r, c = int(rng.integers(1, 4)), int(rng.integers(1, 4))
        height, width = r + int(rng.integers(0, 5)), c + int(rng.integers(0, 5))
        yield rng.normal(size=(r, c)), height, width, int(rng.integers(1, 4))


exercise.compare(rtol=1e-10, atol=1e-12)
