"""What holds for all tests: how hard property tests try, and where the sample city is found."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The sample city lives beside the tests and is imported as `city`, also where the project is not installed.
if (here := str(Path(__file__).parent)) not in sys.path:
    sys.path.append(here)

pytest_plugins = ["databases"]

os.environ["COLUMNS"] = "100"  # tables are cut alike wherever the tests run

_CALM = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("fast", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_CALM)
settings.register_profile("deep", max_examples=3000, deadline=None, suppress_health_check=_CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, unless it is asked for: `pytest -m slow`."""
    if "slow" not in str(config.option.markexpr):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="takes minutes; run with -m slow"))
