-- The statement that copies the rows of table ?1 of the other database, its runs after ?2.
-- Changes are numbered after those that are there.
SELECT printf('INSERT INTO main."%w" SELECT run + %d%s FROM other."%w"', ?1, ?2,
  group_concat(printf(', "%w"' || iif(?1 = 'change_shared' AND i.name = 'block',
    ' + ' || l.seq, ''), i.name), ''), ?1) AS insertion
FROM main.last_change l CROSS JOIN pragma_table_info(?1) i WHERE i.name != 'run'
