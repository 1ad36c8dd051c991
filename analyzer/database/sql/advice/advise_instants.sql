-- What a run's classes of cores held at each of its instants, in order.
-- classes: a list of them. After a free there is never more than before, so frees (3) and destroyed
-- programs (6) are left out.
SELECT classes, time_ns, event, op, name,
  buffer_bytes + l1_small_bytes + program_bytes + persistent_bytes AS total_bytes
FROM change_shared WHERE run = ?1 AND event IN (2, 4, 5) ORDER BY block, part
