-- The ops of a run in their order, each with its fullest chip.
SELECT o.op, o.device, o.name, o.kind, o.peak_bytes, o.program_bytes, s.site, s.site_key,
  o.type
FROM (SELECT run, op, device, coalesce(name, kind) AS name, kind, type, peak_bytes,
  program_bytes, callsite,
    row_number() OVER (PARTITION BY op ORDER BY peak_bytes DESC, opening) AS nth
  FROM ops WHERE run = :run AND (:device IS NULL OR device = :device)) o
LEFT JOIN compared_site s ON s.run = o.run AND s.callsite = o.callsite
WHERE o.nth = 1 ORDER BY o.op
