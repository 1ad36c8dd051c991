-- The cores of class ?2 of run ?1.
SELECT core_x, core_y FROM class_core WHERE run = ?1 AND class = ?2 ORDER BY core_y, core_x
