-- For a question about one mark, which may be inside of another one: loop is what rows are
-- narrowed by.
SELECT run, kind, name, passes, 'mark ' || name AS loop FROM every_loop WHERE kind = 'mark'
