"""Predict how many parameters stand before the first block of a Vision Transformer."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="weights-before-the-blocks",
    chapter="11_vision_transformer_moe",
    section="a-token-that-sums-up-the-class-token",
    title="Before the first block",
    level=1,
    minutes=8,
    kind="predict",
    concepts=("image-patches", "class-token", "vision-transformer"),
    statement=r"""
        A Vision Transformer reads colour pictures (3 channels) of $96\times64$ pixels in patches of $8\times8$. Its
        tokens have 32 numbers; the linear layer for patches has a bias; there is a class token, and positions are
        learned. How many parameters does it have *before its first block*? Put the number, or the calculation, into
        `my_weights` before you open a hint.
    """,
    stub_text="my_weights = None  # a whole number, or the calculation that gives it",
    hints=(
        "Three things stand before the blocks. Which? How many tokens are there?",
        r"""
        One linear layer serves all patches: it reads the numbers of a patch and writes 32. How many vectors of 32
        numbers are learned besides it?
        """,
        r"""
        A patch has $3\cdot8\cdot8=192$ numbers. There are $12\cdot8=96$ patches, so 97 tokens, each with a position.
        """,
    ),
    explanation=r"""
        The linear layer: $192\cdot32+32=6176$. The class token: $32$. The positions of 97 tokens: $97\cdot32=3104$.
        Together 9,312. Only the positions know how large the picture is: the same net without them could read pictures
        of any size.
    """,
    variant=r"""
        With mean pooling the class token and its position are gone: $9312-64=9248$.
    """,
)


@exercise.reference
def my_weights():
    embedding = 3 * 8 * 8 * 32 + 32
    return embedding + 32 + (12 * 8 + 1) * 32  # 12 x 8 patches, and the class token


@exercise.alternative
def my_weights():
    n_tokens = 96 * 64 // 64 + 1
    return 32 * (3 * 64 + 1 + 1 + n_tokens)


@exercise.alternative
def my_weights():
    return 9312


@exercise.misconception(
    "Each patch has a linear layer of its own.",
    message="""
        You gave each of the 96 patches its own linear layer. All share one, as all places of a picture share a kernel.
    """,
)
def my_weights():
    return 96 * (192 * 32 + 32) + 32 + 97 * 32


@exercise.misconception(
    "The class token stands nowhere in the picture, so it has no position.",
    message="""
        32 are missing. Three vectors of 32 numbers are easily forgotten: the bias of the linear layer, the class token,
        and the position of the class token, which is a token like the others.
    """,
)
def my_weights():
    return 192 * 32 + 32 + 32 + 96 * 32


@exercise.misconception(
    "The class token is an output, so nothing stands for it before the blocks.",
    message="""
        64 are missing: two vectors of 32. Bias, class token, its position: which two? What the class token returns is
        computed, but what it begins with is learned.
    """,
)
def my_weights():
    return 192 * 32 + 32 + 96 * 32


@exercise.misconception(
    "A patch of 8 x 8 has 64 numbers.",
    message="""
        Your patches are grey. Each pixel has three numbers.
    """,
)
def my_weights():
    return 64 * 32 + 32 + 32 + 97 * 32


@exercise.misconception(
    "A class token is made anew for every patch.",
    message="""
        You counted a class token for each patch. There is a single one for the whole picture, and it is the same for
        all pictures.
    """,
)
def my_weights():
    return 192 * 32 + 32 + 96 * 32 + 97 * 32


@exercise.misconception(
    "A position is one number per token.",
    message="""
        You counted 97 numbers for the positions. What is added to a token must be as long as the token.
    """,
)
def my_weights():
    return 192 * 32 + 32 + 32 + 97


@exercise.misconception(
    "Every pixel has a position.",
    message="""
        You gave each pixel a position. The encoder reads tokens: one vector for each patch, one for the class token.
    """,
)
def my_weights():
    return 192 * 32 + 32 + 32 + (96 * 64 + 1) * 32


@exercise.misconception(
    "Before the blocks stand the linear layer and the class token.",
    message="""
        3,104 are missing: the positions. They are learned, one vector for each of the 97 tokens.
    """,
)
def my_weights():
    return 192 * 32 + 32 + 32


exercise.compare(rtol=1e-9)
