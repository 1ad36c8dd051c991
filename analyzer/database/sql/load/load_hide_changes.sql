-- For a verb that reads no changes: an empty table in their place, so that a window does not look
-- through all of them for its ops.
CREATE TEMP TABLE change_shared AS SELECT * FROM main.change_shared LIMIT 0
