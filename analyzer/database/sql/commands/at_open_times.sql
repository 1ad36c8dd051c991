-- When the first device was opened and when the last one was closed, in ms.
SELECT printf('%.3f', min(d.open_ns) / 1e6) AS from_ms, printf('%.3f', max(coalesce(d.close_ns,
  r.duration_ns)) / 1e6) AS to_ms
FROM device d JOIN run r ON r.run = d.run
