-- Whether a map has regions of a replay's launches.
SELECT 1
FROM address_map
WHERE role = 'region' AND note LIKE '%captured as op %'
