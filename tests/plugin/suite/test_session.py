"""A device for the whole session, after all others are closed."""
import pytest
import ttnn
from suite_tensors import ones


@pytest.fixture(scope="session")
def the_device():
    device = ttnn.open_device(device_id=0)
    yield device
    ttnn.close_device(device)


def test_over_budget(the_device):
    ttnn.add(ones(the_device, 32768), ones(the_device, 32768))


@pytest.mark.limit_l1("600 KiB")
def test_own_limit(the_device):
    ttnn.add(ones(the_device, 32768), ones(the_device, 32768))


def test_small(the_device):
    ones(the_device)
