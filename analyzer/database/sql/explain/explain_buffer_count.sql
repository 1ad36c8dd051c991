-- How many buffers each failure of a run has to look at.
SELECT count(*) AS count FROM buffer WHERE run = ?1
