-- Does this run record what its launches work on?
SELECT 1 FROM run WHERE run = ?1 AND uses
