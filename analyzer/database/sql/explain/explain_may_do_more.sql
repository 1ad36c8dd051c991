-- What an op was seen to do: how many launches, of how many program types, and whether it
-- allocates.
WITH s AS (SELECT id FROM callsite WHERE run = ?1 AND op = ?2),
l AS (SELECT f.type FROM op_form f CROSS JOIN op_row r ON r.run = f.run AND r.form = f.form
  WHERE f.run = ?1 AND f.callsite IN (SELECT id FROM s))
SELECT (SELECT count(*) FROM l) AS launches, (SELECT count(DISTINCT type) FROM l) AS types,
  EXISTS (SELECT 1 FROM buffer WHERE run = ?1 AND callsite IN (SELECT id FROM s)) AS allocates
