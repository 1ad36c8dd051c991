-- How many buffers and ops the filters leave.
SELECT (SELECT count(*) || ' (' || coalesce(sum(bytes_per_core), 0) || ' B per core)'
    FROM buffers WHERE run = ?1) AS buffers,
  (SELECT count(DISTINCT op) FROM ops WHERE run = ?1) AS ops
