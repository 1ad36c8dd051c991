-- The peak of each core: when, in which op, and what it consists of.
SELECT * FROM peak ORDER BY run, opening, core_y, core_x;
