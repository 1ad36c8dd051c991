-- View op_keyed for functions with all that they call: an op is in a row of each function of its
-- call site. One that calls itself has it once.
DROP VIEW op_keyed;
CREATE VIEW op_keyed AS
WITH RECURSIVE frame(callsite, nth, function) AS (
  SELECT callsite, 1, function_at(callsite, 1) FROM (SELECT DISTINCT callsite FROM callsite)
  UNION ALL SELECT callsite, nth + 1, function_at(callsite, nth + 1) FROM frame
  WHERE function NOT NULL),
caller AS MATERIALIZED (SELECT DISTINCT callsite, function FROM frame WHERE function NOT NULL)
SELECT u.*, c.function AS grp, u.name || coalesce(' (' || u.kernels || ')', '') AS part
FROM op_uses u LEFT JOIN caller c ON c.callsite = u.callsite;
