"""Data: the tables and images that ship with the book, and every step between raw data and a model's input."""

from lib.data.augmentation import random_crop, random_flip, random_shift
from lib.data.batches import minibatches
from lib.data.clean import drop_duplicates, duplicated
from lib.data.columns import ColumnTransformer
from lib.data.corrupt import add_label_noise, add_missing, add_outliers, repeat_rows
from lib.data.encode import OneHotEncoder
from lib.data.feature_scores import f_classif, f_regression
from lib.data.impute import SimpleImputer
from lib.data.intensity import add_noise, adjust_brightness, adjust_contrast, random_brightness, random_contrast
from lib.data.load import DataFileError, load_credit, load_diamonds, load_penguins
from lib.data.load_images import ImageData, load_fashion_mnist, load_mnist, load_twemoji
from lib.data.load_texts import (
    Poem,
    TextData,
    load_austen,
    load_english_french,
    load_king_james,
    load_moby_dick,
    load_tang_quatrains,
)
from lib.data.ordinal import OrdinalEncoder
from lib.data.outliers import IQRClipper, iqr_outliers, zscore_outliers
from lib.data.pipeline import Pipeline, make_pipeline
from lib.data.rotation import random_rotation, rotate_images
from lib.data.rows import take_rows
from lib.data.scale import MinMaxScaler, RobustScaler, StandardScaler
from lib.data.select import SelectKBest, VarianceThreshold
from lib.data.split import train_test_split, train_validation_test_split
from lib.data.table import Table

__all__ = [
    "ColumnTransformer",
    "DataFileError",
    "IQRClipper",
    "ImageData",
    "MinMaxScaler",
    "OneHotEncoder",
    "OrdinalEncoder",
    "Pipeline",
    "Poem",
    "RobustScaler",
    "SelectKBest",
    "SimpleImputer",
    "StandardScaler",
    "Table",
    "TextData",
    "VarianceThreshold",
    "add_label_noise",
    "add_missing",
    "add_noise",
    "add_outliers",
    "adjust_brightness",
    "adjust_contrast",
    "drop_duplicates",
    "duplicated",
    "f_classif",
    "f_regression",
    "iqr_outliers",
    "load_austen",
    "load_credit",
    "load_diamonds",
    "load_english_french",
    "load_fashion_mnist",
    "load_king_james",
    "load_mnist",
    "load_moby_dick",
    "load_penguins",
    "load_tang_quatrains",
    "load_twemoji",
    "make_pipeline",
    "minibatches",
    "random_brightness",
    "random_contrast",
    "random_crop",
    "random_flip",
    "random_rotation",
    "random_shift",
    "repeat_rows",
    "rotate_images",
    "take_rows",
    "train_test_split",
    "train_validation_test_split",
    "zscore_outliers",
]
