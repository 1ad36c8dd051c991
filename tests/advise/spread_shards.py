"""Has the memory configs that a script makes spread over other cores.

Must not know: which, and why.
"""
import ttnn


def over(layout, shard, other_shard, grid):
    """From now on, a sharded config of this layout ("block sharded") and shape of shards has others, on a
    grid of [columns, rows]."""
    real = ttnn.create_sharded_memory_config
    last = ttnn.CoreCoord(grid[0] - 1, grid[1] - 1)

    def create(*arguments, **options):
        config = real(*arguments, **options)
        spec = config.shard_spec
        if str(config.memory_layout).lower().endswith(layout.replace(" ", "_")) and list(spec.shape) == shard:
            cores = ttnn.CoreRangeSet({ttnn.CoreRange(ttnn.CoreCoord(0, 0), last)})
            return ttnn.MemoryConfig(config.memory_layout, config.buffer_type,
                                     ttnn.ShardSpec(cores, other_shard, spec.orientation))
        return config
    ttnn.create_sharded_memory_config = create
