-- The members of a baseline's entries, in their order.
SELECT e.key AS entry, m.key, m.type, m.atom
FROM json_each(?1, '$.entries') e CROSS JOIN json_each(e.value) m ORDER BY e.key, m.id
