-- A row if this op was seen to launch exactly one program in a call.
-- That is: a single launch between events of other lines, without a failure of its line after it;
-- and the op never launched a program of another type.
WITH s AS (SELECT id FROM callsite WHERE run = :run AND op = :op),
e AS (SELECT min(time_ns) AS t, max(callsite) AS c FROM op_shared
  WHERE run = :run AND thread = :thread
  GROUP BY op UNION ALL SELECT time_ns, callsite FROM failure
  WHERE run = :run AND thread = :thread),
l AS (SELECT c, lag(c) OVER (ORDER BY t) AS before, lead(c) OVER (ORDER BY t) AS after FROM e)
SELECT 1 FROM l
WHERE c IN (SELECT id FROM s) AND before IS NOT c AND after IS NOT c
  AND (SELECT count(DISTINCT type) FROM op_form WHERE run = :run
    AND callsite IN (SELECT id FROM s)) <= 1
LIMIT 1
