-- What launches and replays have in common that run again and again.
SELECT f.form, f.kind, n.text AS name, t.text AS type, c.callsite, f.program, f.program_bytes,
  f.l1_small_bytes, f.persistent_bytes, f.program_end, f.trace,
  (SELECT group_concat(device, ',') FROM (SELECT k.device FROM chip_list k WHERE k.run = f.run
    AND k.chips = f.chips ORDER BY k.nth)) AS chips
FROM op_form f LEFT JOIN string n ON n.run = f.run AND n.id = f.name
LEFT JOIN string t ON t.run = f.run AND t.id = f.type
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
ORDER BY f.run, f.form
