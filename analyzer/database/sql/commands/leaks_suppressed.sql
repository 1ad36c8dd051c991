-- How many leaks of L1 the user's patterns leave out, and their bytes on each core.
SELECT count(*) AS count, total(bytes_per_core) AS bytes FROM leaks
WHERE suppressed(callsite, name) AND kind IN ('l1', 'l1_small')
