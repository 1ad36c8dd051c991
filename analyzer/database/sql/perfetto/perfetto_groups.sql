-- The groups of run ?1, the fullest of each chip first.
SELECT g.grp, g.device, g.opening, g.cores, o.open_ns, o.close_ns,
  count(*) OVER (PARTITION BY g.device, g.place) > 1 AS reopened
FROM perfetto_group g JOIN opening o ON o.run = g.run AND o.opening = g.opening
WHERE g.run = ?1 ORDER BY g.device, g.opening, g.place
