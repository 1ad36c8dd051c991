-- The program of an op, then others of its type with fewer bytes on their fullest core.
-- Those that make the same tensors as the op come first. takes, makes: of the first launch.
-- A first use may be the host's, after that op, unless only ops use what the call site makes.
WITH peak AS (SELECT program, type, name, program_bytes FROM op_shared
  WHERE run = :run AND op = :op LIMIT 1),
one AS (SELECT o.program, max(o.program_bytes) AS program_bytes, min(o.op) AS op,
    count(DISTINCT o.op) AS launches, min(o.callsite) AS callsite, o.program = p.program AS is_peak
  FROM peak p JOIN op_shared o ON o.run = :run AND o.kind IN ('launch', 'captured')
    AND iif(p.type IS NULL, o.name = p.name, o.type = p.type)
  WHERE o.program = p.program OR o.program_bytes < p.program_bytes GROUP BY o.program),
few AS MATERIALIZED (SELECT * FROM one ORDER BY is_peak DESC, program_bytes DESC, op LIMIT 12),
by_ops AS MATERIALIZED (SELECT callsite, kind FROM taken_by WHERE run = :run
  GROUP BY callsite, kind HAVING min(how = 'op')),
used AS MATERIALIZED (SELECT DISTINCT f.program, b.alloc_op IS f.op AS made, t.tensor
  FROM buffer b JOIN few f ON f.op = b.alloc_op OR (f.op = b.direct_op AND NOT b.direct_by_host)
    OR (f.op = b.first_use_op AND b.ops_before < f.op AND (b.callsite, b.kind) IN by_ops)
  JOIN tensor t ON t.run = b.run AND t.id = b.tensor
  WHERE b.run = :run AND b.kind IN ('l1', 'dram') AND t.tensor NOT NULL),
told AS (SELECT f.*,
  (SELECT group_concat(tensor, ' and ') FROM (SELECT u.tensor FROM used u
    WHERE u.program = f.program AND NOT u.made ORDER BY u.tensor LIMIT 4)) AS takes,
  (SELECT group_concat(tensor, ' and ') FROM (SELECT u.tensor FROM used u
    WHERE u.program = f.program AND u.made ORDER BY u.tensor LIMIT 4)) AS makes
  FROM few f)
SELECT t.is_peak, t.program_bytes, t.launches, shown_callsite(c.callsite) AS callsite, t.takes,
  t.makes,
  (SELECT k.cores FROM region r JOIN cores k ON k.run = r.run AND k.id = r.cores WHERE r.run = :run
    AND r.program = t.program ORDER BY r.alias, r.bytes_per_core DESC, r.rowid LIMIT 1) AS cores
FROM told t LEFT JOIN callsite c ON c.run = :run AND c.id = t.callsite
ORDER BY t.is_peak DESC, t.makes IS NOT (SELECT makes FROM told WHERE is_peak),
  t.program_bytes DESC, t.op LIMIT 4
