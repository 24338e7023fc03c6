"""``python tests/benchmarks``: see README, section Benchmarks."""

import sys
from importlib import import_module
from pathlib import Path

# Started as a folder: its own modules are imported from the repository's root, like everywhere.
sys.path[0] = str(Path(__file__).absolute().parents[2])
import_module("tests.benchmarks.run").main()
