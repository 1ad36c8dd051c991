-- The events of a run's allocators, in the recorded order.
-- The kinds are those of enum allocator_event_kind. late: at equal moments the event comes after
-- the allocs and frees. Of an op, announced: it was only captured; bytes: where its regions end, if
-- it has any. Of a device: where its banks of L1 and L1_SMALL begin and end.
SELECT 0 AS kind, handle, 0 AS small, open_ns AS time_ns, -1 AS moment, 0 AS born,
  unreserved_base AS address,
  unreserved_base + coalesce(bank_bytes, l1_bytes - coalesce(l1_small_bytes, 0) - unreserved_base)
    AS bytes,
  0 AS announced, 0 AS id, 0 AS name, 0 AS callsite, NULL AS thread,
  l1_bytes - l1_small_bytes AS small_from, l1_bytes AS small_to, 0 AS late
FROM device WHERE run = ?1
UNION ALL SELECT 1, handle, kind = 'l1_small', alloc_ns, alloc_moment, alloc_moment, address,
  bytes_per_core, announced, buffer, 0, callsite, alloc_thread, NULL, NULL, 0
FROM buffer WHERE run = ?1 AND alloc_moment NOT NULL AND kind IN ('l1', 'l1_small') AND NOT per_core
UNION ALL SELECT 2, handle, kind = 'l1_small', free_ns, free_moment, alloc_moment, address,
  bytes_per_core, 0, buffer, 0, 0, free_thread, NULL, NULL, 0
FROM buffer WHERE run = ?1 AND free_moment NOT NULL AND kind IN ('l1', 'l1_small') AND NOT per_core
UNION ALL SELECT 3, handle, buffer_kind = 'l1_small', time_ns, moment, 0, 0, bytes_per_bank, 0,
  failure, 0, callsite, NULL, NULL, NULL, 1
FROM failure WHERE run = ?1 AND kind = 'oom' AND buffer_kind IN ('l1', 'l1_small')
UNION ALL SELECT 4, handle, 0, time_ns, moment, 0, lowest_buffer, region_end, 0, failure, 0,
  callsite, NULL, NULL, NULL, 1
FROM failure WHERE run = ?1 AND kind = 'clash'
UNION ALL SELECT 5, handle, 0, min(time_ns), min(moment), 0, 0, max(program_end),
  min(kind = 'captured'), op, name,
  callsite, NULL, NULL, NULL, 1
FROM op_shared WHERE run = ?1 AND kind IN ('launch', 'captured')
GROUP BY op, handle, name, callsite
ORDER BY moment, late, time_ns, kind, id, handle, born, name, callsite
