-- How many findings of each kind decide the exit code, and how many of all kinds do.
SELECT finding, CAST(total(count) AS INTEGER) AS count,
  CAST(sum(total(count)) OVER () AS INTEGER) AS "all"
FROM checked WHERE rowid IN (SELECT id FROM hits) GROUP BY finding ORDER BY 2 DESC, finding
