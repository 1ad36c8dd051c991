-- What each op held at its worst launch, the fullest first.
SELECT run, name, device, count(*) AS launches, max(peak_bytes) AS peak_bytes, op, time_ns,
  buffer_bytes, program_bytes, min(headroom_bytes) AS headroom_bytes
FROM ops GROUP BY run, name, device ORDER BY run, peak_bytes DESC;
