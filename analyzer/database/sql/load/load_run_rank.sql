-- The rank of a run.
SELECT rank FROM run WHERE run = ?1
