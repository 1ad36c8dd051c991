-- The number of the last change of all runs, after which those of the next run are numbered.
SELECT coalesce(max(c.block + k.nth), 0) AS seq
FROM change_shared c JOIN change_class k ON k.run = c.run AND k.classes = c.classes
WHERE c.run = (SELECT max(run) FROM change_shared)
  AND c.block = (SELECT max(n.block) FROM change_shared n WHERE n.run = c.run)
