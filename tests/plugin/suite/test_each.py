"""A device for each test."""
import l1trace
import pytest
import ttnn
from suite_tensors import ones


@pytest.fixture
def device():
    device = ttnn.open_device(device_id=0)
    yield device
    ttnn.close_device(device)


@pytest.fixture
def tensor(device):
    return ones(device)


@pytest.mark.limit_l1("45 %")
@pytest.mark.limit_l1_leaks(0)
def test_fits(device, tensor):
    ttnn.softmax(tensor, dim=-1)
    held = l1trace.peak()
    assert held["peak_bytes"] > 0 and held["name"] == "ttnn.softmax" and l1trace.enabled()


@pytest.mark.limit_l1("40 KiB")
def test_over(device):
    x = ones(device)
    dead = ttnn.relu(x)                     # made here
    y = ttnn.layer_norm(x)                  # over here
    ttnn.add(x, y)


@pytest.mark.limit_l1("1 KiB")
@pytest.mark.limit_l1_leaks(0)
def test_fails_itself(device):
    kept = ones(device)
    assert kept is None
