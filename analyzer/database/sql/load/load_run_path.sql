-- What a run was loaded from.
SELECT path FROM run WHERE run = ?1
