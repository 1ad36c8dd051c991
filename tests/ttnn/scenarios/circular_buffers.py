"""Circular buffers that Python describes: of all formats, with several indices, on a tensor's shards; and
those of operations, as the runtime's own graph capture has them. Entries of dataflow buffers are tiles of
the operation's tensors."""
import ttnn

import truth

graph = ttnn._ttnn.graph
FORMATS = {ttnn.bfloat16: ("Float16_b", 2048), ttnn.bfloat8_b: ("Bfp8_b", 1088),
           ttnn.bfloat4_b: ("Bfp4_b", 576), ttnn.float32: ("Float32", 4096),
           ttnn.int32: ("Int32", 4096), ttnn.uint32: ("UInt32", 4096), ttnn.uint16: ("UInt16", 2048),
           ttnn.uint8: ("UInt8", 1024)}


class Described:
    """The circular buffers of one program, and what the trace must say of them."""

    def __init__(self):
        self.buffers, self.cbs = [], []

    def add(self, cores, size, *forms):
        """forms: (index, dtype, page size) of each index."""
        self.buffers.append(ttnn.CBDescriptor(
            total_size=size, core_ranges=cores, format_descriptors=[
                ttnn.CBFormatDescriptor(buffer_index=index, data_format=dtype, page_size=page)
                for index, dtype, page in forms]))
        lowest = min(index for index, _, _ in forms)
        self.cbs += [[lowest, index, size, page, size // page, FORMATS[dtype][0]]
                     for index, dtype, page in forms]
        return self

    def on(self, tensor, index):
        """On the shards of a tensor of bfloat16 tiles."""
        self.buffers.append(ttnn.cb_descriptor_from_sharded_tensor(index, tensor))
        rows, columns = tensor.memory_config().shard_spec.shape
        size = rows * columns * 2
        self.cbs.append([index, index, size, 2048, size // 2048, "Float16_b"])
        return self


with truth.opened() as device:
    a, out = truth.tensor(device, [1, 1, 64, 64]), truth.tensor(device, [1, 1, 64, 64])
    shards = truth.tensor(device, [1, 1, 128, 64],
                          truth.sharded("HEIGHT", truth.cores(0, 0, 0, 3), [32, 64]))
    here, there = truth.cores(0, 0, 1, 3), truth.cores(2, 0, 3, 3)
    truth.step("tensors", alive=[a, out, shards])

    every_format = Described()
    for i, (dtype, (_, page)) in enumerate(FORMATS.items()):
        every_format.add(here, (i + 1) * page, (i, dtype, page))
    programs = {
        "every format": every_format,
        "last index": Described().add(here, 4096, (31, ttnn.bfloat16, 2048)),
        "not in order": Described().add(here, 2048, (24, ttnn.bfloat16, 1024))
                                   .add(here, 8192, (3, ttnn.float32, 4096))
                                   .add(here, 1088, (8, ttnn.bfloat8_b, 1088)),
        "several indices": Described().add(here, 8192, (24, ttnn.float32, 4096),
                                           (16, ttnn.bfloat16, 2048), (5, ttnn.uint8, 64))
                                      .add(here, 64, (0, ttnn.uint32, 32)),
        "one index on two sets of cores": Described().add(here, 4096, (0, ttnn.bfloat16, 2048))
                                                     .add(there, 2176, (0, ttnn.bfloat8_b, 1088)),
        "on shards": Described().add(here, 4096, (1, ttnn.bfloat16, 4096)).on(shards, 2)
                                .add(there, 96, (2, ttnn.uint16, 96)),
    }
    for name, described in programs.items():
        kernel = ttnn.KernelDescriptor(
            kernel_source="void kernel_main() {}\n",
            source_type=ttnn.KernelDescriptor.SourceType.SOURCE_CODE,
            core_ranges=truth.cores(0, 0, 3, 3), compile_time_args=[], runtime_args=[],
            config=ttnn.ReaderConfigDescriptor())
        ttnn.generic_op([a, out], ttnn.ProgramDescriptor(kernels=[kernel], semaphores=[],
                                                         cbs=described.buffers))
        truth.step(name, launches=1, regions=True, cbs=described.cbs)

    x = truth.tensor(device, [1, 1, 128, 128])
    b8 = truth.tensor(device, [1, 1, 128, 128], dtype=ttnn.bfloat8_b)
    r = truth.rows(device, [1, 1, 128, 128])
    index, table = (truth.rows(device, [1, 32], dtype=ttnn.uint32), truth.rows(device, [64, 64]))
    q = truth.tensor(device, [1, 4, 128, 64])
    truth.step("operands")
    operations = {
        "add": lambda: ttnn.add(x, x), "mixed": lambda: ttnn.multiply(x, b8),
        "matmul": lambda: ttnn.matmul(x, b8), "softmax": lambda: ttnn.softmax(x, dim=-1),
        "norm": lambda: ttnn.rms_norm(x), "layer_norm": lambda: ttnn.layer_norm(x),
        "sum": lambda: ttnn.sum(x, dim=-1), "transpose": lambda: ttnn.transpose(x, -2, -1),
        "typecast": lambda: ttnn.typecast(x, ttnn.float32),
        "tilize": lambda: ttnn.to_layout(r, ttnn.TILE_LAYOUT),
        "untilize": lambda: ttnn.to_layout(x, ttnn.ROW_MAJOR_LAYOUT),
        "concat": lambda: ttnn.concat([x, x], dim=-1), "slice": lambda: x[:, :, :64, :64],
        "embedding": lambda: ttnn.embedding(index, table),
        "attention": lambda: ttnn.transformer.scaled_dot_product_attention(q, q, q, is_causal=True),
        "topk": lambda: ttnn.topk(x, 32), "where": lambda: ttnn.where(x, x, x),
        "permute": lambda: ttnn.permute(x, (0, 2, 1, 3)),
    }
    entries = {"matmul": {"in0": 2048, "in1": 1088, "out": 2048}, "typecast": {"in": 2048, "out": 4096},
               "transpose": {"in0": 2048, "out": 2048}}
    for name, run in operations.items():
        graph.begin_graph_capture(graph.RunMode.NORMAL)
        kept = run()
        nodes = [n["params"] for n in graph.end_graph_capture()
                 if n["node_type"] == "circular_buffer_allocate"]
        first = min((n["device_id"] for n in nodes), default=None)
        truth.step(name, launches=1, entries=entries.get(name), graph=[
            [n["address"], n["size"], int(n["globally_allocated"])] for n in nodes
            if n["device_id"] == first])
        del kept
