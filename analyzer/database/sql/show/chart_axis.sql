-- Of each run: the times in the window in which a chip is open, and what a core has of L1.
SELECT o.run,
  max(min(o.open_ns), (SELECT min(s.begin_ns) FROM span s WHERE s.run = o.run)) AS begin_ns,
  min(max(coalesce(o.close_ns, r.duration_ns)),
    (SELECT max(s.end_ns) FROM span s WHERE s.run = o.run)) AS end_ns,
  max(d.l1_bytes - d.unreserved_base) AS usable_bytes, count(DISTINCT o.device) AS chips,
  min(o.device) AS device
FROM window w CROSS JOIN opening o JOIN run r ON r.run = o.run
LEFT JOIN device d ON d.run = o.run AND d.handle = o.handle
WHERE w.device IS NULL OR o.device = w.device
GROUP BY o.run ORDER BY o.run
