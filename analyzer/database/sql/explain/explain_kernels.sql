-- The kernels of a program; alone: each processor has only one, and all are on the same cores.
WITH k AS (SELECT name, core_type, processor, cores, max(coalesce(text0_bytes, 0)) AS text0,
    max(coalesce(text1_bytes, 0)) AS text1, max(coalesce(text2_bytes, 0)) AS text2
  FROM kernel WHERE run = ?1 AND program = ?2 GROUP BY name, core_type, processor, cores)
SELECT n.text AS name, t.text AS core_type, c.cores, k.processor, k.text0, k.text1, k.text2,
  (SELECT count(DISTINCT cores) FROM k) = 1
    AND (SELECT count(DISTINCT processor) = count(*) FROM k) AS alone
FROM k LEFT JOIN string n ON n.run = ?1 AND n.id = k.name
  LEFT JOIN string t ON t.run = ?1 AND t.id = k.core_type
  LEFT JOIN cores c ON c.run = ?1 AND c.id = k.cores
ORDER BY k.text0 + k.text1 + k.text2 DESC, n.text, k.processor, c.cores, t.text
