-- The run of this name of the baseline whose first run is ?2.
SELECT run FROM compared_run WHERE name = ?1 AND run >= ?2 LIMIT 1
