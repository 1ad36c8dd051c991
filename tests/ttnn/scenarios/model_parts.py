"""What models are made of: heads, caches, rotary embeddings, pools, norms on shards, matmuls with
configurations of their own."""
import ttnn

import truth
from truth import DRAM, L1

with truth.opened(l1_small_size=24576) as device:
    tiles, rows = truth.makers(device)

    def sharded_norm(norm):
        config = truth.sharded("BLOCK", truth.cores(0, 0, 3, 1), [64, 64])
        program = ttnn.LayerNormShardedMultiCoreProgramConfig(
            compute_with_storage_grid_size=(4, 2), subblock_w=2, block_h=2, block_w=2,
            inplace=False)
        return norm(tiles(1, 1, 128, 256, config=config), memory_config=config,
                    program_config=program)

    def updated_cache():
        config = truth.sharded("HEIGHT", truth.cores(0, 0, 7, 3), [32, 64])
        return ttnn.experimental.paged_update_cache(
            tiles(32, 1, 128, 64, config=DRAM), tiles(1, 32, 32, 64, config=config),
            update_idxs=list(range(32)))

    def one_line(**options):
        return ttnn.matmul(
            tiles(1, 1, 256, 256), tiles(1, 1, 256, 256), memory_config=L1,
            program_config=ttnn.MatmulMultiCoreReuseMultiCast1DProgramConfig(
                compute_with_storage_grid_size=(8, 1), in0_block_w=2, out_subblock_h=1,
                out_subblock_w=1, fuse_batch=True, fused_activation=None, **options))

    def from_sharded_dram():
        banks = device.dram_grid_size().x
        weights = tiles(1, 1, 1024, banks * 128, config=ttnn.MemoryConfig(
            ttnn.TensorMemoryLayout.WIDTH_SHARDED, ttnn.BufferType.DRAM, ttnn.ShardSpec(
                truth.cores(0, 0, banks - 1, 0), [1024, 128], ttnn.ShardOrientation.ROW_MAJOR)))
        line = truth.sharded("WIDTH", truth.cores(0, 0, 3, 0), [32, 256])
        return ttnn.matmul(
            tiles(1, 1, 32, 1024, config=line), weights,
            memory_config=ttnn.L1_WIDTH_SHARDED_MEMORY_CONFIG,
            program_config=ttnn.MatmulMultiCoreReuseMultiCastDRAMShardedProgramConfig(
                in0_block_w=4, per_core_M=1, per_core_N=banks, fused_activation=None))

    blocks = truth.sharded("BLOCK", truth.cores(0, 0, 3, 3), [64, 64])
    truth.every([
        ("rms_norm", lambda: ttnn.rms_norm(tiles(1, 1, 64, 256), weight=rows(1, 1, 8, 32),
                                           memory_config=L1)),
        ("layer_norm of shards", lambda: sharded_norm(ttnn.layer_norm)),
        ("rms_norm of shards", lambda: sharded_norm(ttnn.rms_norm)),
        ("softmax in place", lambda: ttnn.softmax_in_place(tiles(1, 1, 64, 256))),
        ("max_pool2d", lambda: ttnn.max_pool2d(rows(1, 1, 4096, 32), 1, 64, 64, 32, [3, 3], [2, 2],
                                               [1, 1], [1, 1], ceil_mode=True)),
        ("avg_pool2d", lambda: ttnn.avg_pool2d(rows(1, 1, 1024, 64), 1, 32, 32, 64, [2, 2], [2, 2],
                                               [0, 0])),
        ("upsample", lambda: ttnn.upsample(rows(1, 16, 16, 64), 2, memory_config=L1)),
        ("fold", lambda: ttnn.fold(rows(1, 16, 16, 32), 2, 2)),
        ("heads", lambda: ttnn.experimental.nlp_create_qkv_heads(
            tiles(1, 1, 64, 384), num_heads=4, num_kv_heads=1, transpose_k_heads=False,
            memory_config=L1)),
        ("heads of a decoder", lambda: ttnn.experimental.nlp_create_qkv_heads_decode(
            tiles(1, 1, 32, 384), num_heads=4, num_kv_heads=1,
            memory_config=ttnn.L1_HEIGHT_SHARDED_MEMORY_CONFIG)),
        ("heads joined", lambda: ttnn.experimental.nlp_concat_heads(tiles(1, 4, 64, 64),
                                                                    memory_config=L1)),
        ("fill_cache", lambda: ttnn.fill_cache(tiles(2, 1, 128, 64, config=DRAM),
                                               tiles(1, 1, 64, 64), 0)),
        ("update_cache", lambda: ttnn.update_cache(tiles(32, 1, 128, 64, config=DRAM),
                                                   tiles(1, 1, 32, 64), 3)),
        ("paged_update_cache", updated_cache),
        ("paged_fill_cache", lambda: ttnn.experimental.paged_fill_cache(
            tiles(16, 1, 64, 64, config=DRAM), tiles(1, 1, 128, 64),
            rows(1, 8, config=DRAM, dtype=ttnn.int32), batch_idx=0)),
        ("rotary_embedding", lambda: ttnn.experimental.rotary_embedding(
            tiles(1, 2, 64, 64), tiles(1, 1, 64, 64), tiles(1, 1, 64, 64), memory_config=L1)),
        ("rotary_embedding_llama", lambda: ttnn.experimental.rotary_embedding_llama(
            tiles(1, 2, 64, 64), tiles(1, 1, 64, 64), tiles(1, 1, 64, 64), tiles(1, 1, 32, 32),
            is_decode_mode=False, memory_config=L1)),
        ("attention of a decoder", lambda: ttnn.transformer.scaled_dot_product_attention_decode(
            tiles(1, 1, 32, 64, config=DRAM), tiles(1, 1, 256, 64, config=DRAM),
            tiles(1, 1, 256, 64, config=DRAM), cur_pos=[100], memory_config=L1)),
        ("matmul, 1D", lambda: one_line(per_core_M=8, per_core_N=1, mcast_in0=True)),
        ("matmul, 1D the other way", lambda: one_line(per_core_M=1, per_core_N=8, mcast_in0=False)),
        ("matmul of blocks", lambda: ttnn.matmul(
            tiles(1, 1, 256, 256, config=blocks), tiles(1, 1, 256, 256), memory_config=blocks,
            program_config=truth.matmul_4x4(8))),
        ("matmul from sharded DRAM", from_sharded_dram),
        ("moreh_layer_norm", lambda: ttnn.operations.moreh.layer_norm(tiles(2, 2, 64, 64), 1,
                                                                      1e-5)),
    ])
