-- The buffers that were freed last on this thread, one for each pair of freeing and allocating
-- line. Those that the same line allocated and freed are left out.
SELECT freed_by, freed_at, op, made_at, buffer, bytes_per_core, free_ns
FROM (SELECT f.op AS freed_by, f.callsite AS freed_at, a.op AS op, a.callsite AS made_at,
    b.buffer, b.kind, b.bytes_per_core, b.free_ns,
    row_number() OVER (PARTITION BY f.op, f.callsite, a.op, a.callsite
      ORDER BY b.free_ns DESC, b.buffer, b.kind) AS nth
  FROM buffer b JOIN callsite f ON f.run = b.run AND f.id = b.free_callsite
    LEFT JOIN callsite a ON a.run = b.run AND a.id = b.callsite
  WHERE b.run = :run AND b.free_ns <= :time_ns AND b.free_thread IS :thread AND b.part = 0
    AND b.kind IN ('l1', 'dram') AND b.free_callsite IS NOT b.callsite)
WHERE nth = 1 ORDER BY free_ns DESC, buffer, kind, freed_by, freed_at, op, made_at LIMIT :most
