-- Removes what was written of a run that has no row, the last one: it is going to be read in
-- another way.
DELETE FROM string WHERE run > coalesce((SELECT max(run) FROM run), 0);
DELETE FROM callsite WHERE run > coalesce((SELECT max(run) FROM run), 0);
DELETE FROM device WHERE run > coalesce((SELECT max(run) FROM run), 0);
DELETE FROM note WHERE run > coalesce((SELECT max(run) FROM run), 0);
DELETE FROM mark WHERE run > coalesce((SELECT max(run) FROM run), 0);
