"""Ops between chips: one op runs a program of its own on each. One chip alone has none of them."""
import ttnn

import truth
from truth import L1

if truth.BOARD == "n300":
    ttnn.set_fabric_config(ttnn.FabricConfig.FABRIC_1D)
with truth.opened() as device:
    def tiles(*shape):
        return truth.tensor(device, shape)

    line = {"topology": ttnn.Topology.Linear}
    if device.get_num_devices() > 1:
        truth.every([
            ("all_gather", lambda: ttnn.all_gather(tiles(1, 1, 64, 128), dim=3, memory_config=L1,
                                                   **line)),
            ("all_gather again", lambda: ttnn.all_gather(tiles(1, 1, 64, 128), dim=3,
                                                         memory_config=L1, **line)),
            ("reduce_scatter", lambda: ttnn.reduce_scatter(tiles(1, 1, 64, 256), dim=3,
                                                           memory_config=L1, **line)),
            ("all_reduce", lambda: ttnn.all_reduce(tiles(1, 1, 64, 256), memory_config=L1, **line)),
            ("all_broadcast", lambda: ttnn.all_broadcast(tiles(1, 1, 64, 128), memory_config=L1,
                                                         **line)),
            ("point_to_point", lambda: ttnn.point_to_point(
                tiles(1, 1, 64, 128), ttnn.MeshCoordinate([0, 0]), ttnn.MeshCoordinate([0, 1]),
                **line)),
            ("mesh_partition", lambda: ttnn.mesh_partition(tiles(1, 1, 64, 256), 3,
                                                           memory_config=L1)),
        ])
    truth.step("all gone")
