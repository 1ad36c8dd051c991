-- Every change of what each single core holds.
SELECT * FROM timeline_core;
