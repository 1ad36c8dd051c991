-- Which ops and host calls used the buffers of each call site, and where these lay.
SELECT t.callsite, t.kind = 'dram' AND t.layout = 'interleaved' AS in_dram, t.how, t.op_callsite,
  s.text AS name, t.type, t.made, t.count
FROM taken_by t LEFT JOIN string s ON s.run = t.run AND s.id = t.name
WHERE t.run = ?1
ORDER BY t.first_op, t.op_callsite, t.callsite, t.name, t.how, t.made, t.kind, t.layout, t.type
