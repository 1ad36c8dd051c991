-- The lifetimes of a run's lockstep buffers in L1, in the order in which they were allocated, and
-- what used each for the last time. cached: the program cache owned it until its end.
SELECT r.form, f.handle, r.alloc_ns, r.alloc_moment, r.alloc_ns + r.life_ns AS free_ns,
  f.bytes_per_core, f.callsite, r.alloc_thread, u.uses,
  iif(f.last_use IN ('op', 'replay'), r.ops_before + u.last_use_nth, NULL) AS last_use_op,
  r.alloc_ns + r.last_use_ns AS last_use_ns, r.alloc_ns + r.perhaps_ns AS perhaps_ns,
  EXISTS (SELECT 1 FROM owned y WHERE y.run = r.run AND y.buffer = r.buffer AND y.kind = f.kind
    AND y.alloc_ns = r.alloc_ns AND (y.gone_ns IS NULL OR y.gone_ns >= r.alloc_ns + r.life_ns))
    AS cached,
  f.announced OR f.purpose NOT NULL AS special, r.reason IS NULL AND r.life_ns NOT NULL AS freed,
  f.free_callsite, c.op NOT NULL AS op_frees, f.free_manner IN ('op', 'move') AS op_takes,
  f.kind = 'l1_small' AS small, f.layout IS NOT 'interleaved' AS sharded, f.tensor,
  f.free_manner = 'deallocate' AS forced, r.ops_before + u.alloc_nth AS made_op
FROM buffer_row r CROSS JOIN buffer_form f ON f.run = r.run AND f.form = r.form
LEFT JOIN buffer_used u ON u.run = r.run AND u.used = r.used
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.free_callsite
WHERE r.run = ?1 AND f.kind IN ('l1', 'l1_small') AND NOT f.per_core
  AND r.part IS NULL AND f.bytes_per_core > 0
ORDER BY r.alloc_ns, r.alloc_moment, r.buffer
