-- A run whose rank is not known.
SELECT 1 FROM run WHERE rank IS NULL LIMIT 1
