-- A figure that a baseline has twice.
SELECT r.name, f.what, f.name AS of FROM figure f JOIN compared_run r ON r.run = f.run WHERE
  r.stored
GROUP BY f.run, f.what, f.device, f.name, f.measure HAVING count(*) > 1
ORDER BY r.name, f.what, f.name LIMIT 1
