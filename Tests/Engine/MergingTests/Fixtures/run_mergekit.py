"""Runs mergekit on several files in one process.

Run: python run_mergekit.py FILE FOLDER [FILE FOLDER ...]
Paths of models in the files are relative to the working folder.
"""

import sys

import yaml
from mergekit.config import MergeConfiguration
from mergekit.merge import run_merge
from mergekit.options import MergeOptions

for file, folder in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(file, encoding="utf-8") as stream:
        configuration = MergeConfiguration.model_validate(yaml.safe_load(stream))
    run_merge(configuration, folder, MergeOptions(copy_tokenizer=False, write_model_card=False))
