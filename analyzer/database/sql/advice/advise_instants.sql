-- What a run's classes of cores held at each of its instants, in order: classes is a list of them.
SELECT classes, time_ns, event, op, name,
  buffer_bytes + l1_small_bytes + program_bytes + persistent_bytes AS total_bytes
FROM change_shared WHERE run = ?1 AND event > 1 ORDER BY block, part
