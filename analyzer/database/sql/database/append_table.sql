-- The statement that copies the rows of a table of the other database.
-- Its runs come after those that are here; of some ranks alone where these are given. Changes are
-- numbered after those that are here.
SELECT printf('INSERT INTO main."%w" SELECT run + %d%s FROM other."%w"%s', :table, :runs,
  group_concat(printf(', "%w"' || iif(:table = 'change_shared' AND i.name = 'block',
    ' + ' || l.seq, ''), i.name), ''), :table, iif(:first_rank NOT NULL, printf(
    ' WHERE run IN (SELECT run FROM other.run WHERE rank BETWEEN %d AND %d)',
    :first_rank, :last_rank), '')) AS insertion
FROM main.last_change l CROSS JOIN pragma_table_info(:table) i WHERE i.name != 'run'
