"""Sub-devices: managers loaded and taken away, ops on the cores of one, with other buffers live."""
import ttnn

import truth

with truth.opened(l1_small_size=8192) as device:
    grid = device.compute_with_storage_grid_size()
    left = truth.cores(0, 0, 3, grid.y - 1)
    right = truth.cores(4, 0, grid.x - 1, grid.y - 1)
    before = truth.tensor(device, [1, 1, 96, 128])
    truth.step("before", alive=[before])
    manager = device.create_sub_device_manager(
        [ttnn.SubDevice([left]), ttnn.SubDevice([right])], 0)
    truth.step("a manager", alive=[before])
    device.load_sub_device_manager(manager)
    truth.step("loaded", alive=[before])
    device.set_sub_device_stall_group([ttnn.SubDeviceId(0)])
    config = truth.sharded("HEIGHT", truth.cores(0, 0, 3, 0), [32, 128])
    a = truth.tensor(device, [1, 1, 128, 128], config)
    b = ttnn.relu(a, memory_config=config)
    truth.step("relu on the left", launches=1, alive=[before, a, b])
    wide = truth.tensor(device, [1, 1, 128, 128])
    c = ttnn.matmul(wide, wide, program_config=truth.matmul_4x4(4), memory_config=truth.L1)
    del wide
    truth.step("matmul on the left", launches=1, regions=True, alive=[before, a, b, c])
    del before, b
    device.reset_sub_device_stall_group()
    truth.step("holes", alive=[a, c])
    device.clear_loaded_sub_device_manager()
    device.remove_sub_device_manager(manager)
    d = ttnn.add(c, c, memory_config=truth.L1)
    truth.step("the whole grid again", launches=1, regions=True, alive=[a, c, d])
    local = device.create_sub_device_manager([ttnn.SubDevice([left])], 65536)
    device.load_sub_device_manager(local)
    truth.step("the lower end of the banks is the sub-devices'", alive=[a, c, d])
    e = truth.tensor(device, [1, 1, 128, 128])
    truth.step("one more", alive=[a, c, d, e])
    device.clear_loaded_sub_device_manager()
    truth.step("whole banks again", alive=[a, c, d, e])
    del a, c, d, e
    truth.step("empty")
