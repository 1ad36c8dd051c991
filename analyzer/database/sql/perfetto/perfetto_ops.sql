-- The ops of run ?1 on each chip, numbers of texts last. next_ns: the chip's next op, where ?2 says
-- that not all of them are rows.
SELECT o.device, o.time_ns, p.close_ns, iif(?2, (SELECT max(o.time_ns, n.time_ns)
    FROM op_shared n CROSS JOIN chip_list k ON k.run = n.run AND k.chips = n.chips
    WHERE n.run = o.run AND n.op > o.op AND k.device = o.device ORDER BY n.op LIMIT 1), NULL)
  AS next_ns, o.kind, o.op, o.peak_bytes, o.headroom_bytes, o.buffer_bytes, o.program_bytes,
  o.l1_small_bytes, o.persistent_bytes, o.kernel_text_bytes, o.program, o.captured_op,
  o.captured_name, o.type, o.name, o.callsite
FROM op_in_window o LEFT JOIN opening p ON p.run = o.run AND p.opening = o.opening
WHERE o.run = ?1 ORDER BY o.time_ns, o.op, o.device, o.part, o.nth
