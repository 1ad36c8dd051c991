-- The openings of chips whose classes are in each list of them.
SELECT DISTINCT classes, opening FROM change_class WHERE run = ?1 ORDER BY classes, opening
