-- A run whose rank is known.
SELECT 1 FROM run WHERE rank NOT NULL LIMIT 1
