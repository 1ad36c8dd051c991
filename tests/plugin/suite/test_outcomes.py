"""Tests that are run again, that are expected to fail, and that have limits for some cores."""
import pytest
import ttnn
from suite_tensors import ones

kept = []


@pytest.fixture(scope="module")
def device():
    device = ttnn.open_device(device_id=0)
    yield device
    ttnn.close_device(device)


@pytest.mark.flaky(reruns=2)
@pytest.mark.limit_l1("600 KiB")
@pytest.mark.limit_l1_leaks(0)
def test_second_run_counts(device):
    if not kept:
        kept.append(ones(device))
        for large in [ones(device, 32768) for _ in range(3)]:
            ttnn.deallocate(large)
        pytest.fail("the first run")
    ones(device)


@pytest.mark.flaky(reruns=1)
@pytest.mark.limit_l1("1 KiB")
def test_over_in_each_run(device):
    ones(device)


@pytest.mark.xfail(reason="too large", strict=True)
@pytest.mark.limit_l1("1 KiB")
def test_expected_to_be_over(device):
    ones(device)


@pytest.mark.xfail(reason="too large", strict=True)
@pytest.mark.limit_l1("600 KiB")
def test_expected_but_fits(device):
    ones(device)


@pytest.mark.xfail(raises=AssertionError, reason="another reason")
@pytest.mark.limit_l1("1 KiB")
def test_expected_to_fail_otherwise(device):
    ones(device)


@pytest.mark.xfail(reason="leaks")
@pytest.mark.limit_l1_leaks(0)
def test_expected_to_leak(device):
    kept.append(ones(device))


def on_one_core(device):
    """A program that runs on core 0,0 alone."""
    ttnn.layer_norm(ttnn.ones([1, 1, 32, 32], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                              memory_config=ttnn.L1_MEMORY_CONFIG))


@pytest.mark.limit_l1("600 KiB")
@pytest.mark.limit_l1("60 KiB", core=(0, 0))
def test_core_over(device):
    on_one_core(device)


@pytest.mark.limit_l1("60 KiB")
@pytest.mark.limit_l1("45 %", core=["0,0", (1, 0)])
def test_core_may_hold_more(device):
    on_one_core(device)


@pytest.mark.limit_l1("60 KiB", core="1,0-7,0")
def test_other_cores_have_none(device):
    on_one_core(device)


@pytest.mark.limit_l1("1 KiB", core="90,0-90,3")
def test_core_that_no_device_has(device):
    on_one_core(device)


@pytest.mark.limit_l1("1 KiB", core="here")
def test_core_that_is_none(device):
    pass
