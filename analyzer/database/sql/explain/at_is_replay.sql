-- A row for each region of a map that belongs to a launch of a replay.
SELECT 1
FROM address_map
WHERE role = 'region' AND note LIKE '%captured as op %'
