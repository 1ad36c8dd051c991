-- Every change of what each single core holds.
SELECT * FROM timeline_core ORDER BY seq, core_y, core_x;
