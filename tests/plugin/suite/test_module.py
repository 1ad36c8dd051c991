"""A device, and weights on it, for all tests of the file."""
import pytest
import ttnn
from suite_tensors import ones

kept = []


@pytest.fixture(scope="module")
def device():
    device = ttnn.open_device(device_id=0)
    yield device
    ttnn.close_device(device)


@pytest.fixture(scope="module")
def weights(device):
    return ones(device)


@pytest.mark.limit_l1_leaks(0)
def test_leak(device, weights):
    kept.append(ones(device))               # left here


@pytest.mark.limit_l1_leaks("8 KiB")
def test_allowed_leak(device, weights):
    kept.append(ones(device))


@pytest.mark.limit_l1_leaks(0)
def test_leaves_nothing(device, weights):
    ttnn.add(weights, ones(device))


@pytest.mark.limit_l1("many")
def test_wrong_mark(device):
    pass
