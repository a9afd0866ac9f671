"""Derive the backward pass of a convolutional layer with stride and padding."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="windows-backward",
    chapter="07_convolutional",
    section="many-channels",
    title="A layer backwards, with gaps",
    level=3,
    minutes=30,
    kind="derive",
    concepts=("convolutional-layer", "channels", "padding"),
    statement=r"""
        A layer reads pictures `X` of shape $(n, C, h, w)$ with kernels `W` of shape $(C', C, k, k)$, `padding` zeros on
        each side, `stride`, *and dilation*: with `dilation` $d$ its taps lie $d$ pixels apart,

        $$Y_{noij} = b_o+\sum_{c,u,v} W_{ocuv}\,X_{n,\,c,\,si+du-p,\,sj+dv-p} .$$

        Given `slopes`, $\partial\mathcal L/\partial Y$, return the slopes by `X`, `W` and `b`, in this order. Derive
        them from the formula; leave the arrays that come in as they are.
    """,
    setup="import numpy as np",
    hints=(
        "Fix one tap (u, v). Which part of the padded pictures does it meet, over all places (i, j)?",
        r"""
        It is a part with steps: rows $du, du+s, du+2s, \dots$ With it, the slope by $W_{ocuv}$ is a sum over pictures
        and places, and what goes back to these pixels is a sum over the kernels $o$. Both are one `einsum`.
        """,
        r"""
        `P = padded[:, :, d*u : d*u + s*h_out : s, d*v : d*v + s*w_out : s]`; then
        `by_W[:, :, u, v] = einsum("noij,ncij->oc", slopes, P)`, and the same part of the padded slopes gets
        `+= einsum("noij,oc->ncij", slopes, W[:, :, u, v])`. At the end cut the padding off.
    """,
    ),
    explanation=r"""
        For one tap the layer is a 1×1 convolution of a part of the picture, so its backward pass is that of a fully
        connected layer at each pixel. Over the taps, the slopes by the weights stand side by side, and those by the
        pixels add up, because a pixel can meet many taps: `+=`. Nothing is ever added to a pixel that no window saw,
        and what arrives in the padding is dropped: zeros that the layer wrote itself have no use for a slope.
    """,
    variant=r"""
        The loop over taps has $k^2$ turns, the one over windows in the text $h'w'$. The slope by the input of a layer
        with stride $s$ is itself a layer: put $s-1$ zeros between the slopes, pad, and slide the turned kernels over
        them. It is used forward to enlarge pictures, under the name of *transposed convolution*.
    """,
)


@exercise.stub
def layer_slopes(X, W, slopes, stride, padding, dilation):
    """Return the slopes by X, W and b."""
    raise NotImplementedError


@exercise.reference
def layer_slopes(X, W, slopes, stride, padding, dilation):
    """Return the slopes by X, W and b."""
    p, k = padding, W.shape[2]
    (h, w), (h_out, w_out) = X.shape[2:], slopes.shape[2:]
    padded = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
    by_padded, by_W = np.zeros_like(padded), np.zeros_like(W)
    for u in range(k):
        for v in range(k):
            top, left = dilation * u, dilation * v
            rows = slice(top, top + stride * (h_out - 1) + 1, stride)
            columns = slice(left, left + stride * (w_out - 1) + 1, stride)
            part = padded[:, :, rows, columns]
            by_W[:, :, u, v] = np.einsum("noij,ncij->oc", slopes, part)
            back = np.einsum("noij,oc->ncij", slopes, W[:, :, u, v])
            by_padded[:, :, rows, columns] += back
    return by_padded[:, :, p : p + h, p : p + w], by_W, slopes.sum(axis=(0, 2, 3))


@exercise.alternative
def layer_slopes(X, W, slopes, stride, padding, dilation):
    p, d, span = padding, dilation, dilation * (W.shape[2] - 1) + 1
    padded = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
    by_padded, by_W = np.zeros(padded.shape), np.zeros(W.shape)
    for i in range(slopes.shape[2]):
        for j in range(slopes.shape[3]):
            rows = slice(stride * i, stride * i + span, d)
            columns = slice(stride * j, stride * j + span, d)
            window, slope = padded[:, :, rows, columns], slopes[:, :, i, j]
            by_W += np.tensordot(slope, window, axes=(0, 0))
            by_padded[:, :, rows, columns] += np.tensordot(slope, W, axes=(1, 0))
    inner = by_padded[:, :, p : p + X.shape[2], p : p + X.shape[3]]
    return inner, by_W, slopes.sum(axis=(0, 2, 3))


@exercise.alternative
def layer_slopes(X, W, slopes, stride, padding, dilation):
    h, w = X.shape[2:]
    by_X, by_W = np.zeros(X.shape), np.zeros(W.shape)
    taps = range(W.shape[2])
    for i in range(slopes.shape[2]):
        for j in range(slopes.shape[3]):
            for u in taps:
                for v in taps:
                    m = stride * i + dilation * u - padding
                    q = stride * j + dilation * v - padding
                    if 0 <= m < h and 0 <= q < w:
                        slope = slopes[:, :, i, j]
                        by_W[:, :, u, v] += slope.T @ X[:, :, m, q]
                        by_X[:, :, m, q] += slope @ W[:, :, u, v]
    return by_X, by_W, slopes.sum(axis=0).sum(axis=(1, 2))


exercise.slip(
    "A pixel gets its slope from one window.",
    ("columns] += back", "columns] = back"),
    message="""
        A pixel that several windows saw keeps only what the last tap gave it. Copies of one value hand back the
        *sum* of their slopes.
    """,
)

exercise.slip(
    "Going backward means turning the kernel, so the turned one is what meets the slopes.",
    ("slopes, W[:, :, u, v])", "slopes, W[:, :, k - 1 - u, k - 1 - v])"),
    message="""
        You turned the kernel although you already add up tap by tap. The turn is not an extra step: it
        *appears* when the same sum is read from the pixel's side. Here it comes twice.
    """,
)

exercise.slip(
    "A shared weight gets the mean of the slopes of its copies.",
    (
        '"noij,ncij->oc", slopes, part)',
        '"noij,ncij->oc", slopes, part) / slopes[0, 0].size',
    ),
    message="""
        You take a mean over the places for the slopes by the weights. A weight that is used at many places
        moves all of them at once, so its slope is the sum.
    """,
)

exercise.slip(
    "A bias has one slope for each picture of the batch.",
    ("axis=(0, 2, 3)", "axis=(2, 3)"),
    message="""
        Your slopes by the bias still run over the pictures. There is one bias per kernel, used at all places of
        all pictures.
    """,
)

exercise.slip(
    "The frame of zeros is a part of the input.",
    ("return by_padded[:, :, p : p + h, p : p + w]", "return by_padded"),
    message="""
        Your slopes by X have a frame. What arrives in the padding is dropped: the layer wrote these zeros
        itself, and X is smaller.
    """,
)

exercise.slip(
    "Gaps between the taps only matter forward.",
    ("dilation * u, dilation * v", "u, v"),
    message="""
        Backward you go through windows without gaps. With dilation d, tap u met the pixels du rows further
        down.
    """,
)

exercise.slip(
    "Going back, the windows lie side by side, one pixel apart.",
    ("stride * (h_out - 1) + 1, stride", "h_out"),
    ("stride * (w_out - 1) + 1, stride", "w_out"),
    message="""
        The stride is missing. Window (i, j) stood at (si, sj), and its slopes go back there.
    """,
)

exercise.slip(
    "Whatever is too much after the padding stands at the end.",
    ("p : p + h, p : p + w", ":h, :w"),
    message="""
        You cut the frame off at the wrong end. It lies on all sides, so X begins p rows and p columns inside.
    """,
)

exercise.slip(
    "A slice that leaves out p entries at each end also serves for p = 0.",
    ("p : p + h, p : p + w", "p:-p, p:-p"),
    message="""
        Without padding, your slice `p:-p` is `0:0` and holds nothing. Count the end from the start.
    """,
)


@exercise.misconception(
    "Zeros carry nothing, so the padding can be left out.",
    message="""
        The padding is missing: your windows begin at the first pixel. With p zeros in front, tap (u, v) of window
        (0, 0) meets the pixel (du - p, dv - p).
    """,
)
def layer_slopes(X, W, slopes, stride, padding, dilation):
    h, w = X.shape[2:]
    by_X, by_W = np.zeros(X.shape), np.zeros(W.shape)
    taps = range(W.shape[2])
    for i in range(slopes.shape[2]):
        for j in range(slopes.shape[3]):
            for u in taps:
                for v in taps:
                    m, q = stride * i + dilation * u, stride * j + dilation * v
                    if m < h and q < w:
                        slope = slopes[:, :, i, j]
                        by_W[:, :, u, v] += slope.T @ X[:, :, m, q]
                        by_X[:, :, m, q] += slope @ W[:, :, u, v]
    return by_X, by_W, slopes.sum(axis=(0, 2, 3))


exercise.slip(
    "The slopes of a batch are the mean of those of its pictures.",
    (
        "by_W, slopes.sum(axis=(0, 2, 3))",
        "by_W / len(X), slopes.sum(axis=(0, 2, 3)) / len(X)",
    ),
    message="""
        You divide by the number of pictures. Where the loss is a mean, its slopes that come in are divided already;
        the layer adds up.
    """,
)

exercise.slip(
    "A bias moves all places alike, so its slope is the mean of theirs.",
    ("slopes.sum(", "slopes.mean("),
    message="""
        Your slopes by the bias are a mean. One bias is added at all places of all pictures, and each hands back its
        slope: take the sum.
    """,
)


@exercise.misconception(
    "The layer of the text does it, with other places for the windows.",
    message="""
        This is the layer of the text: the k rows that a window sees lie side by side. With dilation they lie d apart,
        so a window reaches over d(k - 1) + 1 rows.
    """,
)
def layer_slopes(X, W, slopes, stride, padding, dilation):
    (n, C, h, w), k = X.shape, W.shape[2]
    frame = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(X, frame), (k, k), axis=(2, 3)
    )
    rows = windows[:, :, ::stride, ::stride].transpose(0, 2, 3, 1, 4, 5)
    rows = rows.reshape(*rows.shape[:3], -1)
    delta = slopes.transpose(0, 2, 3, 1)
    by_W = np.tensordot(delta, rows, axes=([0, 1, 2], [0, 1, 2])).reshape(W.shape)
    by_rows = (delta @ W.reshape(len(W), -1)).reshape(*delta.shape[:3], C, k, k)
    by_X = np.zeros((n, C, h + 2 * padding, w + 2 * padding))
    for i, j in np.ndindex(*delta.shape[1:3]):
        top, left = stride * i, stride * j
        by_X[:, :, top : top + k, left : left + k] += by_rows[:, i, j]
    inner = by_X[:, :, padding : padding + h, padding : padding + w]
    return inner, by_W, delta.sum(axis=(0, 1, 2))


@exercise.inputs
def inputs(rng):
    def case(n, C, out, h, w, k, s, p, d):
        X, W = rng.normal(size=(n, C, h, w)), rng.normal(size=(out, C, k, k))
        h_out, w_out = [(side + 2 * p - d * (k - 1) - 1) // s + 1 for side in (h, w)]
        return X, W, rng.normal(size=(n, out, h_out, w_out)), s, p, d

    yield case(1, 1, 1, 3, 3, 2, 1, 0, 1)
    yield case(2, 3, 2, 4, 5, 1, 1, 0, 1)  # one pixel, channels mixed
    yield case(1, 2, 1, 3, 3, 3, 1, 2, 1)  # more padding than picture
    yield case(1, 1, 2, 6, 6, 3, 2, 0, 1)  # a row that nobody sees
    yield case(1, 1, 1, 7, 5, 2, 3, 1, 2)  # gaps between taps and between windows
    yield case(3, 1, 1, 2, 2, 2, 1, 0, 1)  # a single window
    for _ in range(20):
        k, d, p = (
            int(rng.integers(1, 4)),
            int(rng.integers(1, 3)),
            int(rng.integers(0, 3)),
        )
        low = max(1, d * (k - 1) + 1 - 2 * p)
        h, w = [low + int(rng.integers(0, 4)) for _ in range(2)]
        n, C, out = [int(size) for size in rng.integers(1, 4, size=3)]
        yield case(n, C, out, h, w, k, int(rng.integers(1, 4)), p, d)


exercise.compare(rtol=1e-9, atol=1e-11)
