-- What is to be said of the differences that are shown, each sentence once.
SELECT r.scope, r.kind, r.what, r.address, r.note, count(*) AS rows
FROM reconciled r JOIN reconcile_shown s ON s.which = r.which
WHERE r.note NOT NULL AND r.note <> '' AND r.scope <> 'core' AND r.agrees IS 0
GROUP BY r.note, r.scope, r.kind, r.what, r.address
ORDER BY min(r.rowid)
