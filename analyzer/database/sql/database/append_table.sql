-- The statement that copies the rows of table ?1 of the other database, its runs after ?2.
-- Changes are numbered after those that are there: see load_last_change.sql.
WITH last AS (SELECT coalesce(max(c.block + k.nth), 0) AS seq
  FROM main.change_shared c JOIN main.change_class k ON k.run = c.run AND k.classes = c.classes
  WHERE c.run = (SELECT max(run) FROM main.change_shared)
    AND c.block = (SELECT max(n.block) FROM main.change_shared n WHERE n.run = c.run))
SELECT printf('INSERT INTO main."%w" SELECT run + %d%s FROM other."%w"', ?1, ?2,
  group_concat(printf(', "%w"' || iif(?1 = 'change_shared' AND i.name = 'block',
    ' + ' || last.seq, ''), i.name), ''), ?1) AS insertion
FROM last CROSS JOIN pragma_table_info(?1) i WHERE i.name != 'run'
