-- The peak of each pass of each mark over all runs, in the run that was fullest, with its rank.
-- Passes are numbered in each run in the order in which they began. run_count: how many had that pass.
-- tree: mark
-- keep: mark, pass, rank, peak_bytes
-- hide: depth
WITH of_chip AS (SELECT *,
  min(headroom_bytes) OVER (PARTITION BY run, name, thread, begin_ns, end_ns) AS least_of_pass,
  row_number() OVER (PARTITION BY run, name, thread, begin_ns, end_ns
    ORDER BY peak_bytes DESC, time_ns, opening) AS nth_chip FROM mark_peak_in_window),
numbered AS (SELECT m.*, p.pass, p.place, p.depth, r.rank FROM of_chip m JOIN run r ON r.run = m.run
  LEFT JOIN mark_pass p ON p.run = m.run AND p.mark = m.name AND p.thread = m.thread
    AND p.begin_ns = m.begin_ns AND p.end_ns IS m.end_ns
  WHERE m.nth_chip = 1),
ranked AS (SELECT *, min(least_of_pass) OVER (PARTITION BY name, pass) AS least_bytes,
  dense_rank() OVER (PARTITION BY name, pass ORDER BY run)
    + dense_rank() OVER (PARTITION BY name, pass ORDER BY run DESC) - 1 AS run_count,
  min(run) OVER (PARTITION BY name, pass) AS first_run,
  min(place) OVER (PARTITION BY name, pass) AS first_place,
  row_number() OVER (PARTITION BY name, pass
    ORDER BY peak_bytes DESC, rank, run, time_ns, opening) AS nth FROM numbered)
SELECT rank, run, name AS mark, pass, run_count, device, core_x, core_y, peak_bytes, time_ns,
  buffer_bytes, l1_small_bytes, program_bytes, least_bytes AS headroom_bytes, reserved_bytes,
  capacity_bytes, op, op_text AS name, persistent_bytes, begin_ns, end_ns, depth
FROM ranked WHERE nth = 1 ORDER BY first_place, first_run, mark, pass;
