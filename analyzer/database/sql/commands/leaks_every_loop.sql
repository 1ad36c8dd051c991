-- For a question about one mark, which may be inside of another one.
DROP VIEW outer_loop;
CREATE VIEW outer_loop AS SELECT run, kind, name, passes FROM every_loop;
