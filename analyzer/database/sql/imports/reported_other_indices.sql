-- The lowest index of the circular buffers of a program that have this one as a further index.
SELECT DISTINCT region
FROM cb_index
WHERE run = :run AND program = :program AND idx = :idx
ORDER BY region
