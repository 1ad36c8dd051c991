"""Scripts for one chip, on boards with more of them: the device is a mesh of all chips.

Must not know: what the scripts do.
"""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "ttnn"))
import cluster  # noqa: E402  (tests/ttnn)

WORKER = "dispatch_core_config=ttnn.DispatchCoreConfig(ttnn.DispatchCoreType.WORKER)"
OPENS = {"n300": f"open_mesh_device(ttnn.MeshShape(1, 2), {WORKER}",
         "galaxy": "open_mesh_device(ttnn.MeshShape(4, 8)"}


def on_board(text, board):
    """The script as somebody would write it for that board. No line moves."""
    return text.replace("ttnn.open_device(device_id=0", "ttnn." + OPENS[board]) \
        if board in OPENS else text


def for_l1record(board, folder):
    """What its --mock takes."""
    if board != "galaxy":
        return board
    path = folder / "cluster.yaml"
    path.write_text(cluster.descriptor(4, 8))
    return path
