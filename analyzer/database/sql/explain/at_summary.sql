-- A replay's map summed up by operation, largest first. bytes: addresses that are covered on any
-- core, each counted once: for a program by the regions of the operation's largest launch, for
-- buffers by all of them. Captured buffers may overlap, since they need not have been live at the
-- same time.
WITH piece AS (SELECT run, handle, device, owner, address AS begin,
  address + bytes_per_core AS end, CASE role WHEN 'region' THEN 'program'
  WHEN 'captured' THEN 'freed buffers it uses again' ELSE 'buffers' END AS what,
  CASE WHEN note LIKE '%captured as op %' THEN
  CAST(substr(note, instr(note, 'captured as op ') + 15) AS INTEGER) END AS op
  FROM address_map WHERE role IN ('region', 'captured', 'lives') AND address NOT NULL
  AND bytes_per_core NOT NULL AND owner_kind <> 'l1_small'),
edge AS (SELECT *, max(end) OVER (PARTITION BY run, handle, device, what, owner, op
  ORDER BY begin, end ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM piece),
one AS (SELECT run, handle, device, what, owner, op, max(end) AS end_address,
  sum(max(0, end - max(begin, coalesce(before, begin)))) AS bytes, count(*) AS pieces
  FROM edge GROUP BY run, handle, device, what, owner, op),
largest AS (SELECT *, row_number() OVER (PARTITION BY run, handle, device, what, owner
  ORDER BY bytes DESC, op) AS nth, count(*) OVER (PARTITION BY run, handle, device, what,
  owner) AS launches FROM one),
row AS (SELECT run, handle, device, what, owner, iif(what = 'program', launches, pieces)
  AS count, bytes, end_address, op AS captured_op FROM largest WHERE nth = 1
 UNION ALL SELECT run, handle, device, 'free', NULL, count(*), sum(bytes_per_core), NULL, NULL
  FROM address_map WHERE role = 'free' GROUP BY run, handle, device)
SELECT r.run, group_concat(r.device, ',') AS chips, r.what, r.owner AS name, r.count,
r.bytes AS bytes_per_core, r.end_address, r.captured_op, d.mesh FROM
(SELECT * FROM row ORDER BY device) AS r
LEFT JOIN device d ON d.run = r.run AND d.handle = r.handle
GROUP BY r.run, r.handle, r.what, r.owner, r.count, r.bytes, r.end_address, r.captured_op,
d.mesh ORDER BY r.run, r.handle, r.what = 'free', r.bytes DESC, r.what, r.owner, chips
