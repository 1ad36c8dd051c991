-- The text, op, call site, module and chips of a failure, and where its bank begins and ends.
-- Those of a DRAM bank are taken only where a set of buffers to release (role set) was found.
SELECT f.text,
  coalesce(c.op, (SELECT owner FROM explanation e WHERE e.run = f.run AND
    e.failure = f.failure AND e.role = 'verdict' LIMIT 1)) AS op,
  c.callsite,
  CASE f.buffer_kind WHEN 'l1_small' THEN d.l1_bytes - d.l1_small_bytes
    WHEN 'dram' THEN b.base
    ELSE d.unreserved_base + max(0, coalesce(d.bank_bytes - nullif(f.bank_bytes, 0), 0)) END
    AS "from",
  CASE f.buffer_kind WHEN 'l1_small' THEN d.l1_bytes
    WHEN 'dram' THEN b.base + f.bank_bytes
    ELSE d.unreserved_base + d.bank_bytes END AS "to",
  d.chips, f.buffer_kind, f.kind IN ('oom', 'clash') AS has_bank, m.module,
  r.rank
FROM failure f JOIN failure_module m ON m.run = f.run AND m.failure = f.failure
  JOIN run r ON r.run = f.run
  LEFT JOIN device d ON d.run = f.run AND d.handle = f.handle
  LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
  LEFT JOIN (SELECT min(address) AS base FROM buffer WHERE run = ?1 AND kind = 'dram'
      AND handle = (SELECT handle FROM failure WHERE run = ?1 AND failure = ?2)) b
    ON EXISTS (SELECT 1 FROM explanation e WHERE e.run = ?1 AND e.failure = ?2
      AND e.role = 'set')
WHERE f.run = ?1 AND f.failure = ?2
