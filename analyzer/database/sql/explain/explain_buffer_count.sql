-- How many buffers a run has: each failure looks at all of them.
SELECT count(*) AS count FROM buffer WHERE run = ?1
