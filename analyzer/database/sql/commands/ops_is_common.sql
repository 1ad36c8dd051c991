-- Whether so many ops have this name that it takes longer to put them in order than to look through
-- all of them.
SELECT 1 FROM run r WHERE r.ops < 50 * (SELECT sum(g.launches) FROM op_group g
  JOIN string s ON s.run = g.run AND s.id = g.name WHERE g.run = r.run AND s.text = ?1)
