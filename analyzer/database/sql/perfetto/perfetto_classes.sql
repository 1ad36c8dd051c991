-- Fills that table with the classes of all groups.
INSERT INTO perfetto_class SELECT DISTINCT g.run, k.class, g.grp
FROM perfetto_group g CROSS JOIN class_core k ON k.run = g.run AND k.opening = g.opening
  AND k.core_x = g.core_x AND k.core_y = g.core_y
