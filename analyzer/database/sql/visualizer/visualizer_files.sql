-- Files that ops and failures were called from, with the time and folder of their run
SELECT r.run, f.id, f.path, r.wall_ns, r.cwd FROM exported_file f CROSS JOIN run r
WHERE f.contents IS NULL AND EXISTS (SELECT 1 FROM exported_site s WHERE s.run = r.run
  AND s.path = f.path) ORDER BY r.run, f.path
