-- All findings: whether each is bad by itself, and whether it is a failure of the program.
SELECT rowid AS id, finding, bad, finding IN (SELECT iif(kind = 'oom', 'out of memory',
  replace(kind, '_', ' ')) FROM main.failure) AS is_failure
FROM checked ORDER BY rowid
