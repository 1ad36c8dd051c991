-- The tables that hold what a trace says, and the statements that give their rows in order, and
-- count them. Those that share rows between chips are given as the views that have a row for each
-- chip.
SELECT name, 'SELECT * FROM main.' || name || ' ORDER BY ' ||
  coalesce((SELECT group_concat(name, ', ') FROM (SELECT c.name
    FROM pragma_table_info(t.name) c WHERE c.pk > 0 ORDER BY c.pk)), 'rowid') AS rows,
  'SELECT count(*) FROM main.' || name AS count
FROM sqlite_schema t WHERE type = 'table' AND name NOT IN ('window', 'span', 'window_launch',
  'kept_trace', 'op_row', 'op_form', 'chip_list', 'change_shared', 'change_class',
  'buffer_row', 'buffer_form', 'buffer_used',
  'mark_peak_shared') AND name NOT LIKE 'sqlite%'
UNION ALL SELECT 'buffer', 'SELECT * FROM buffer ORDER BY run, alloc_ns, alloc_moment, buffer, '
  || 'kind, part', 'SELECT count(*) FROM buffer'
UNION ALL SELECT 'mark_peak', 'SELECT * FROM mark_peak ORDER BY run, begin_ns, end_ns, thread, '
  || 'name, device, opening', 'SELECT count(*) FROM mark_peak'
UNION ALL SELECT 'op', 'SELECT * FROM op ORDER BY run, op, device, opening',
  'SELECT count(*) FROM op'
UNION ALL SELECT 'change', 'SELECT * FROM change ORDER BY run, block, seq',
  'SELECT count(*) FROM change'
ORDER BY name
