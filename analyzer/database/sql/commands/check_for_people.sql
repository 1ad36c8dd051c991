-- Findings in few columns, since a terminal has room for no more: all names stand in the note.
-- The call site of the other owner is cut to its innermost frame, without folders. A failure of a
-- mesh shows all chips of the mesh. What used an overwritten buffer later comes after the other
-- owner.
WITH halves AS (SELECT rowid AS id, *, max(instr(note, '; used after that'),
    instr(note, '; nothing used it after that')) AS half FROM checked),
frame AS (SELECT *, iif(half, substr(note, half), '') AS used,
  iif(half, substr(note, 1, half - 1), note) AS first, substr(other_callsite, 1,
    instr(other_callsite || ';', ';') - 1) AS at, iif(replays = 1, 'a replay, op ' || op || ', ',
    replays || ' replays, from op ' || op || ' on, ') AS who FROM halves)
SELECT run, finding, count, coalesce(name, '')
    || iif(count = 1 AND buffer > 0 AND kind NOT NULL, iif(name IS NULL, '', ', ') || kind
      || ' buffer ' || buffer, '')
    || iif(note IS NULL, '', iif(name IS NULL, '', ': ') || iif(replays IS NULL, first,
      replace(replace(first, 'a replay writes', who || iif(replays = 1, 'writes', 'write')),
        'a replay uses', who || iif(replays = 1, 'uses', 'use'))))
    || coalesce(' (' || other_name
      || coalesce(', ' || replace(at, rtrim(at, replace(at, '/', '')), ''), '') || ')', '')
    || used AS note,
  callsite, time_ns, device,
  (SELECT d.chips FROM failure f JOIN device d ON d.run = f.run AND d.handle = f.handle
    WHERE f.run = frame.run AND f.failure = frame.other AND frame.finding =
      iif(f.kind = 'oom', 'out of memory', replace(f.kind, '_', ' '))) AS chips
FROM frame ORDER BY id
