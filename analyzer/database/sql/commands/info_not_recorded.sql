-- What was not recorded of uses, and what that means.
SELECT group_concat(text, '; ') AS "not recorded"
FROM (SELECT text FROM told WHERE run = ?1 AND what = 'not recorded' ORDER BY nth)
