-- The statement that copies the rows of table ?1 of the other database, its runs after ?2.
SELECT printf('INSERT INTO main."%w" SELECT run + %d%s FROM other."%w"', ?1, ?2,
  group_concat(printf(', "%w"', name), ''), ?1) AS insertion
FROM pragma_table_info(?1) WHERE name != 'run'
