-- What a run lacks, in words, and who recorded it.
SELECT path, pid, wall_ns, duration_ns, lost_events, damage
FROM run
WHERE run = :run
