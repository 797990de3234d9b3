"""The runner's modules for its tests; every test runs in the kit's folder."""

import os
import sys
from pathlib import Path

KIT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(KIT / "common" / "run"))
os.chdir(KIT)
