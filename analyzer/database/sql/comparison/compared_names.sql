-- The runs of baselines (?1: 1) or of traces (0), and what the user calls their files.
SELECT run, name, path FROM compared_run WHERE stored = ?1 ORDER BY run
