-- Removes what was written of a run that has no row: it is going to be read in another way.
DELETE FROM string WHERE run NOT IN (SELECT run FROM run);
DELETE FROM callsite WHERE run NOT IN (SELECT run FROM run);
DELETE FROM device WHERE run NOT IN (SELECT run FROM run);
DELETE FROM note WHERE run NOT IN (SELECT run FROM run);
DELETE FROM mark WHERE run NOT IN (SELECT run FROM run);
