-- Peaks of several runs: what is equal but for its time in one row, with its ranks and chips.
-- The fullest first. time_ns: of the first of these runs. Lists of runs, ranks and chips have commas.
-- keep: ranks, peak_bytes
WITH part AS (SELECT run, device, count(*) AS count,
  CASE WHEN count(*) = (max(core_x) - min(core_x) + 1) * (max(core_y) - min(core_y) + 1)
    THEN min(core_x) || ',' || min(core_y) || '-' || max(core_x) || ',' || max(core_y)
    ELSE 'within ' || min(core_x) || ',' || min(core_y) || '-' || max(core_x) || ',' || max(core_y)
  END AS cores,
  peak_bytes, min(time_ns) AS time_ns, buffer_bytes, l1_small_bytes, program_bytes,
  persistent_bytes, headroom_bytes, reserved_bytes, capacity_bytes, op, name, captured_op,
  captured_name
  FROM peak
  GROUP BY run, opening, device, peak_bytes, buffer_bytes, l1_small_bytes, program_bytes,
    persistent_bytes, headroom_bytes, capacity_bytes, reserved_bytes, op, name, captured_op,
    captured_name),
-- same: a number for what is equal on several chips or in several runs
numbered AS MATERIALIZED (SELECT *, dense_rank() OVER (ORDER BY peak_bytes DESC, buffer_bytes,
  l1_small_bytes, program_bytes, persistent_bytes, headroom_bytes, capacity_bytes, reserved_bytes,
  op, name, captured_op, captured_name, count DESC, cores) AS same FROM part),
-- a chip that was opened twice, and did the same, counts once
chip AS (SELECT run, same, device, min(time_ns) AS time_ns FROM numbered GROUP BY run, same, device),
one_run AS (SELECT DISTINCT run, same, group_concat(device) OVER of_run AS chips,
  min(device) OVER of_run AS device, count(*) OVER of_run AS chip_count,
  min(time_ns) OVER of_run AS time_ns FROM chip WINDOW of_run AS (PARTITION BY run, same
    ORDER BY device ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)),
equal AS (SELECT DISTINCT o.same, o.chips, o.device, group_concat(r.rank) OVER by_rank AS ranks,
  group_concat(o.run) OVER by_run AS runs, min(o.run) OVER by_run AS run,
  sum(o.chip_count) OVER by_run AS chip_count, first_value(o.time_ns) OVER by_run AS time_ns
  FROM one_run o JOIN run r ON r.run = o.run
  WINDOW by_rank AS (PARTITION BY o.same, o.chips, r.rank IS NULL ORDER BY r.rank, o.run
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
  by_run AS (PARTITION BY o.same, o.chips, r.rank IS NULL ORDER BY o.run
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)),
what AS (SELECT DISTINCT same, count, cores, peak_bytes, buffer_bytes, l1_small_bytes,
  program_bytes, persistent_bytes, headroom_bytes, capacity_bytes, reserved_bytes, op, name,
  captured_op, captured_name FROM numbered)
SELECT e.ranks, e.runs, e.device, e.chips, e.chip_count * w.count AS count, w.cores, w.peak_bytes,
  e.time_ns, w.buffer_bytes, w.l1_small_bytes, w.program_bytes, w.persistent_bytes,
  w.headroom_bytes, w.capacity_bytes - w.reserved_bytes AS usable_bytes, w.op, w.name,
  w.captured_op, w.captured_name
FROM equal e JOIN what w ON w.same = e.same
ORDER BY w.peak_bytes DESC, e.run, e.device, e.same, e.runs;
