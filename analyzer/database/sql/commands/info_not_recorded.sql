-- What was not recorded of uses, and what that means.
SELECT group_concat(text, '; ') AS "not recorded"
FROM (SELECT text FROM not_recorded WHERE run = ?1 ORDER BY nth)
