-- The worst moment of each core: when, in which op, made of what.
SELECT * FROM peak ORDER BY run, opening, core_y, core_x;
