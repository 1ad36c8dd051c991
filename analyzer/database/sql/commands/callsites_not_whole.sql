-- Runs with buffers in L1 that table site_group does not have.
SELECT 1 FROM run r
WHERE r.buffers > 0 AND NOT EXISTS (SELECT 1 FROM site_group g WHERE g.run = r.run)
