-- Call sites of a buffer and of a line that failed, when their function was called from elsewhere.
-- Their inner frames are the same (:site_inside, :line_inside, with '; ' after them), and so are
-- the callers of the two.
WITH like_site AS (SELECT b.id, substr(b.callsite, length(:site_inside) + 1) AS caller
  FROM callsite a JOIN callsite b ON b.run = a.run AND b.op IS a.op AND b.id <> a.id
    AND substr(b.callsite, 1, length(:site_inside)) = :site_inside
  WHERE a.run = :run AND a.id = :site ORDER BY b.id LIMIT :most)
SELECT s.id AS site, f.id AS callsite, s.caller
FROM like_site s CROSS JOIN callsite x CROSS JOIN callsite f ON f.run = x.run AND f.op IS x.op
  AND f.callsite = :line_inside || s.caller
WHERE x.run = :run AND x.id = :callsite ORDER BY s.id, f.id LIMIT :most
