-- At most so many events are to write for a core of each run: three for a buffer or a program.
SELECT 3 * ((SELECT count(*) FROM buffer_row) + (SELECT count(*) FROM op_row)) AS events
