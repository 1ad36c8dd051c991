-- A row if it is not known of all ops of a run who asked how much L1 is free.
SELECT 1 FROM not_recorded WHERE run = ?1 AND nth = 4
