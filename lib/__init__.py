"""The package behind the book: each room holds the real implementation of what a chapter derives.

Rooms, in the order in which they may import one another (a room imports only rooms above it in this list):

1. ``basics``     checks, random generators, stable numerics, the estimator contract
2. ``data``       data sets that ship with the book, cleaning, imputation, scaling, encoding, splitting, pipelines
3. ``classical``  linear and logistic models, decision trees, losses, descent, metrics, model selection
4. ``ensembles``  bagging, random forests, boosting, voting, stacking, blending
5. ``grad``       automatic differentiation: scalars, arrays, torch's functions, gradient checks
6. ``layers``     networks with torch's names: modules, activations, losses, norms, dropout, initialisers
7. ``optim``      optimizers, schedules, clipping, early stopping, curvature
8. ``text``       tokenizers, n-gram models, word vectors, decoding rules, scores
9. ``train``      one training loop for all torch models: batches, schedules, checkpoints, history
10. ``vision``     torch: convolutional networks from LeNet to ResNet, counting, receptive fields, published weights
11. ``sequence``   torch: recurrent cells, character models, taggers, encoder-decoders, tasks with a lag
12. ``transformer`` torch: masks, positions, attention, blocks, encoder-decoder, language model, ViT, experts, cache
13. ``study``      what the reader uses: ``check``, ``hint``, ``solution``, ``progress``, ``quiz``, ``explore``, ``say``
14. ``plot``       the only room that imports matplotlib; for notebooks

Importing ``lib`` imports nothing else, prints nothing and touches no file, seed, device or network.
"""

__version__ = "0.1.0"
# An unrelated package called ``lib`` is on the public index. This name tells ours apart.
__book__ = "ml-to-llm-book"
