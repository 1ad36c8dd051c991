-- The graph of each op, which op_graph makes; none where nothing ran
SELECT e.op AS operation_id, iif(e.own, op_graph(e.run, e.op, json_object(
    'name', coalesce(e.type, e.name, e.kind), 'device_id', CAST(coalesce((SELECT min(h.device_id)
      FROM exported_home h WHERE h.run = e.run AND h.handle = e.handle), 0) AS TEXT))), '[]')
  AS captured_graph, r.rank
FROM exported_op e JOIN exported_run r ON r.run = e.run
UNION ALL
SELECT f.operation, '[]', r.rank FROM exported_failure f JOIN exported_run r ON r.run = f.run
ORDER BY 3, 1
