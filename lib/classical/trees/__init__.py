"""Decision trees: questions about one feature at a time, chosen greedily."""

from lib.classical.trees.classifier import DecisionTreeClassifier
from lib.classical.trees.decision_tree import DecisionTree
from lib.classical.trees.growth import Grower
from lib.classical.trees.impurity import ClassImpurity, Entropy, Gini, Impurity, SquaredDeviation
from lib.classical.trees.limits import Limits
from lib.classical.trees.max_features import count_features
from lib.classical.trees.pruning import PruningPath, prune, pruning_path
from lib.classical.trees.regressor import DecisionTreeRegressor
from lib.classical.trees.splits import Split, best_split
from lib.classical.trees.structure import LEAF, Tree

__all__ = [
    "LEAF",
    "ClassImpurity",
    "DecisionTree",
    "DecisionTreeClassifier",
    "DecisionTreeRegressor",
    "Entropy",
    "Gini",
    "Grower",
    "Impurity",
    "Limits",
    "PruningPath",
    "Split",
    "SquaredDeviation",
    "Tree",
    "best_split",
    "count_features",
    "prune",
    "pruning_path",
]
