-- Views that ask for each row whether it is in the window, made anew without asking: where nothing
-- limits it, the rows are the same. See whole_views.h.
DROP VIEW space_in_window;
CREATE VIEW space_in_window AS
SELECT run, handle, kind, time_ns, moment, event, buffer, capacity_bytes, free_bytes,
  largest_free_bytes, holes
FROM free_space;

DROP VIEW frag;
CREATE VIEW frag AS
SELECT s.run, CAST(d.chips AS INTEGER) AS device, d.mesh, s.kind, s.time_ns, s.free_bytes,
  s.largest_free_bytes, s.holes,
  CASE WHEN s.free_bytes > 0 THEN round(1.0 - 1.0 * s.largest_free_bytes / s.free_bytes, 6)
    ELSE 0.0 END AS fragmentation,
  s.capacity_bytes, s.event, s.buffer, s.handle, d.chips, s.moment
FROM free_space s JOIN device d ON d.run = s.run AND d.handle = s.handle;

DROP VIEW window_change;
CREATE VIEW window_change AS
SELECT run, opening, class, device, core_x, core_y, time_ns, event, buffer_bytes, l1_small_bytes,
  program_bytes, total_bytes, resident_bytes, persistent_bytes, headroom_bytes, op, name, seq, block
FROM change WHERE event NOT IN ('open', 'held');

DROP VIEW op_in_window;
CREATE VIEW op_in_window AS SELECT * FROM op_of_any_time;

DROP VIEW ops;
CREATE VIEW ops AS
SELECT o.run, o.op, d.device, o.time_ns, s.text AS name, o.program, o.buffer_bytes,
  o.program_bytes, o.peak_bytes, o.headroom_bytes, o.kernel_text_bytes, c.callsite, o.kind,
  t.text AS type,
  o.l1_small_bytes, o.persistent_bytes, d.opening, o.captured_op, k.text AS captured_name
FROM op_shared o
LEFT JOIN string s ON s.run = o.run AND s.id = o.name
LEFT JOIN string t ON t.run = o.run AND t.id = o.type
LEFT JOIN string k ON k.run = o.run AND k.id = o.captured_name
LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite
-- last: texts are looked up once for all chips
CROSS JOIN chip_list d ON d.run = o.run AND d.chips = o.chips;

DROP VIEW op_used;
CREATE VIEW op_used AS
SELECT g.run, g.device, coalesce(s.text, 'launch') AS name, t.text AS type, c.callsite, g.program,
  g.op, g.time_ns, g.peak_bytes, g.buffer_bytes, g.l1_small_bytes, g.program_bytes,
  g.persistent_bytes, g.headroom_bytes, g.kernel_text_bytes, g.launches, 0 AS captured,
  0 AS replayed, 0 AS failed
FROM op_group g LEFT JOIN string s ON s.run = g.run AND s.id = g.name
LEFT JOIN string t ON t.run = g.run AND t.id = g.type
LEFT JOIN callsite c ON c.run = g.run AND c.id = g.callsite
UNION ALL
SELECT f.run, k.device, coalesce(s.text, f.kind), t.text, c.callsite,
  iif(s.text IN ('ttnn.generic_op', 'GenericOpDeviceOperation'), f.program, NULL),
  r.op, r.time_ns,
  r.buffer_bytes + f.l1_small_bytes + f.program_bytes + f.persistent_bytes, r.buffer_bytes,
  f.l1_small_bytes, f.program_bytes, f.persistent_bytes, r.headroom_bytes, f.kernel_text_bytes, 0,
  f.kind = 'captured', f.kind = 'replay', f.kind = 'failed'
-- by their forms: most are launches
FROM op_form f CROSS JOIN op_row r ON r.run = f.run AND r.form = f.form
CROSS JOIN chip_list k ON k.run = f.run AND k.chips = f.chips
LEFT JOIN string s ON s.run = f.run AND s.id = f.name
LEFT JOIN string t ON t.run = f.run AND t.id = f.type
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
WHERE f.kind <> 'launch';

DROP VIEW buffers;
CREATE VIEW buffers AS
SELECT b.run, b.device, b.buffer, b.kind, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns,
  CASE WHEN w.buffer NOT NULL THEN 'owned by the program cache'
    WHEN b.reason NOT NULL AND b.announced THEN 'allocated before recording'
    ELSE b.reason END AS reason,
  c.callsite, b.mesh, d.chips, coalesce(c.op, b.purpose) AS name, w.op, w.program, b.free_ns,
  b.layout,
  CASE WHEN b.per_core THEN (SELECT sum(p.core_count) FROM buffer p WHERE p.run = b.run
      AND p.own_part NOT NULL AND p.per_core AND p.buffer = b.buffer AND p.kind = b.kind
      AND p.alloc_ns >= b.alloc_ns
      AND (b.free_ns IS NULL OR p.alloc_ns <= b.free_ns)) ELSE b.core_count END AS core_count,
  b.handle, CASE WHEN b.per_core THEN (SELECT group_concat(cores, ' ') FROM (SELECT k.cores
    FROM buffer p JOIN cores k ON k.run = p.run AND k.id = p.cores WHERE p.run = b.run
      AND p.own_part NOT NULL AND p.per_core AND p.buffer = b.buffer AND p.kind = b.kind
      AND p.alloc_ns >= b.alloc_ns
      AND (b.free_ns IS NULL OR p.alloc_ns <= b.free_ns) ORDER BY p.part)) END AS cores,
  b.reason NOT NULL AS is_left, b.purpose,
  CASE WHEN b.per_core THEN (SELECT group_concat(cores, ' ') FROM (SELECT k.cores
    FROM buffer p JOIN cores k ON k.run = p.run AND k.id = p.cores WHERE p.run = b.run
      AND p.own_part NOT NULL AND p.per_core AND p.buffer = b.buffer AND p.kind = b.kind
      AND p.alloc_ns >= b.alloc_ns
      AND (b.free_ns IS NULL OR p.alloc_ns <= b.free_ns) ORDER BY p.part)) ELSE k.cores
    END AS data_cores, b.free_callsite, b.alloc_op, b.uses, b.first_use_op,
  b.last_use_op, b.last_use_ns, b.last_use, b.last_use_callsite, b.perhaps_op, b.perhaps_ns,
  b.ops_before, b.ops_until_end, b.per_core, t.tensor, t.shape, t.padded_shape, t.dtype,
  t.page_layout, t.memory, t.shard_shape, t.shard_order, b.variable, b.free_manner
FROM buffer b
LEFT JOIN cores k ON k.run = b.run AND k.id = b.cores
LEFT JOIN device d ON d.run = b.run AND d.handle = b.handle
LEFT JOIN callsite c ON c.run = b.run AND c.id = b.callsite
LEFT JOIN tensor t ON t.run = b.run AND t.id = b.tensor
LEFT JOIN owned w ON b.reason NOT NULL AND w.run = b.run AND w.buffer = b.buffer AND w.kind = b.kind
  AND w.alloc_ns = b.alloc_ns
  AND (w.gone_ns IS NULL OR w.gone_ns >= coalesce(b.free_ns, 9223372036854775807))
WHERE b.part = 0;

DROP VIEW peak;
CREATE VIEW peak AS
SELECT p.run, p.device, p.core_x, p.core_y, p.peak_bytes, p.time_ns, p.buffer_bytes,
  p.l1_small_bytes, p.program_bytes, p.headroom_bytes, d.unreserved_base AS reserved_bytes,
  d.l1_bytes AS capacity_bytes, p.op, s.text AS name, p.persistent_bytes, p.opening,
  p.captured_op, k.text AS captured_name, p.most_l1_small_bytes,
  d.l1_small_bytes AS l1_small_size_bytes
FROM peak_core p
JOIN opening o ON o.run = p.run AND o.opening = p.opening
LEFT JOIN device d ON d.run = o.run AND d.handle = o.handle
LEFT JOIN string s ON s.run = p.run AND s.id = p.name
LEFT JOIN string k ON k.run = p.run AND k.id = p.captured_name;
