-- An entry of a baseline that is no object.
SELECT key FROM json_each(?1, '$.entries') WHERE type <> 'object' LIMIT 1
