"""Programs that the user describes: circular buffers on overlapping and scattered core sets, of odd
sizes, on a tensor's shards, none at all; and the same once more from the cache."""
import ttnn

import truth


def ranges(*places):
    return ttnn.CoreRangeSet({ttnn.CoreRange(ttnn.CoreCoord(x0, y0), ttnn.CoreCoord(x1, y1))
                              for x0, y0, x1, y1 in places})


def circular(index, size, cores, page=2048):
    form = ttnn.CBFormatDescriptor(buffer_index=index, data_format=ttnn.bfloat16, page_size=page)
    return ttnn.CBDescriptor(total_size=size, core_ranges=cores, format_descriptors=[form])


with truth.opened() as device:
    two = ranges((0, 0, 0, 1), (3, 2, 4, 2))
    scattered = ranges(*((x, y, x, y) for x in range(6) for y in range(6) if (x + y) % 2 == 0))
    six = truth.cores(0, 0, 5, 5)
    a, out = truth.tensor(device, [1, 1, 64, 64]), truth.tensor(device, [1, 1, 64, 64])
    shards = truth.tensor(device, [1, 1, 128, 64],
                          truth.sharded("HEIGHT", truth.cores(0, 0, 0, 3), [32, 64]))
    truth.step("tensors", alive=[a, out, shards])

    def run(buffers, cores):
        kernel = ttnn.KernelDescriptor(
            kernel_source="void kernel_main() {}\n",
            source_type=ttnn.KernelDescriptor.SourceType.SOURCE_CODE, core_ranges=cores,
            compile_time_args=[], runtime_args=[], config=ttnn.ReaderConfigDescriptor())
        return ttnn.generic_op([a, out], ttnn.ProgramDescriptor(kernels=[kernel], semaphores=[],
                                                                cbs=buffers))

    overlapping = [circular(0, 4096, truth.cores(0, 0, 2, 2)),
                   circular(1, 6144, truth.cores(1, 1, 4, 4)),
                   circular(2, 2048, truth.cores(2, 2, 2, 2)),
                   circular(3, 2048, truth.cores(0, 0, 5, 0))]
    truth.every([
        ("two of the same", lambda: run([circular(0, 4096, two), circular(1, 8192, two)], two)),
        ("scattered", lambda: run([circular(0, 4096, scattered), circular(1, 8192, two),
                                   circular(2, 2048, six)], six)),
        ("overlapping", lambda: run(overlapping, six)),
        ("overlapping again", lambda: run(overlapping, six)),
        ("none", lambda: run([], two)),
        ("odd sizes", lambda: run([circular(0, 1600, two, 16), circular(1, 1056, two, 32),
                                   circular(2, 7616, scattered, 1088)], six)),
        ("on shards", lambda: run([ttnn.cb_descriptor_from_sharded_tensor(0, shards),
                                   circular(1, 4096, truth.cores(0, 0, 1, 3))],
                                  truth.cores(0, 0, 1, 3))),
    ])
    truth.step("all the same", alive=[a, out, shards])
