-- Runs of which nothing can be advised, and what is not recorded of them.
SELECT r.path, n.text FROM not_recorded n JOIN run r ON r.run = n.run
WHERE n.nth <= 2 ORDER BY n.run, n.nth
