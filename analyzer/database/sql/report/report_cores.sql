-- The cores of each class.
SELECT class, opening, core_x, core_y FROM class_core ORDER BY run, class, core_y, core_x
