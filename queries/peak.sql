-- The peak of each core: when, in which op, and what it consists of.
-- keep: peak_bytes
SELECT * FROM peak ORDER BY run, opening, core_y, core_x;
