"""Process templates as data: which steps a family may meet, who owns them and what the parents read.

Pure Python apart from the YAML parser: no Django here, so a municipality can check a file anywhere.
"""

from journey.blueprints.loader import load_blueprint, shipped_codes
from journey.blueprints.model import Blueprint
from journey.blueprints.problems import BlueprintError, Problem

__all__ = ["Blueprint", "BlueprintError", "Problem", "load_blueprint", "shipped_codes"]
