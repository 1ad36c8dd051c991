-- The ops that a line launched, in order; is_before: before a failure.
SELECT r.op, min(r.time_ns) <= :time_ns AS is_before, min(r.time_ns) AS time_ns
FROM op_form f JOIN op_row r ON r.run = f.run AND r.form = f.form
WHERE f.run = :run AND f.callsite = :callsite AND f.kind IN ('launch', 'captured')
GROUP BY r.op ORDER BY r.op
