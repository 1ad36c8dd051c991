-- The arguments of a call of a tool, an object, one a row.
SELECT key AS name, type AS kind, atom AS value FROM json_each(?1)
