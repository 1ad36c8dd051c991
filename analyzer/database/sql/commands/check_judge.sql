-- Each finding: is it bad by itself, and is it a failure of the program?
SELECT rowid AS id, finding, bad, finding IN (SELECT iif(kind = 'oom', 'out of memory',
  replace(kind, '_', ' ')) FROM main.failure) AS is_failure
FROM checked ORDER BY rowid
