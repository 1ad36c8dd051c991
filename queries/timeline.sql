-- Every change of what a class of cores holds; core_x, core_y: its first core.
SELECT * FROM timeline ORDER BY seq;
