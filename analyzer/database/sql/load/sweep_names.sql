-- The names of the sweep whose first line is ?1, in their order.
SELECT value FROM json_each(?1, '$.names') ORDER BY key
