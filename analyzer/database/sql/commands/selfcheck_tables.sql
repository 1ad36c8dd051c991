-- The hooks, where modules define and reach their functions, and whether each hook will work.
-- In a module linked with -Bsymbolic a relocation finds the module's own definition, not the
-- recorder's.
CREATE TEMP TABLE hook(id INTEGER PRIMARY KEY, name TEXT, symbol TEXT);
CREATE TEMP TABLE use_of(hook TEXT, module TEXT, use INTEGER, symbolic INTEGER);
CREATE TEMP VIEW hook_check AS
WITH seen AS (SELECT h.id, h.name AS hook, h.symbol,
    group_concat(DISTINCT iif(u.use = 0, u.module, NULL)) AS defined_in,
    group_concat(DISTINCT iif(u.use > 0, u.module || ' ' || CASE u.use WHEN 1 THEN 'JUMP_SLOT'
      WHEN 2 THEN 'GLOB_DAT' ELSE 'R_X86_64_64' END, NULL)) AS reached_from,
    count(*) FILTER (WHERE u.use > 0 AND NOT (u.symbolic AND EXISTS (SELECT 1 FROM use_of d
      WHERE d.hook = u.hook AND d.module = u.module AND d.use = 0))) AS open
  FROM hook h LEFT JOIN use_of u ON u.hook = h.name GROUP BY h.id, h.name, h.symbol)
SELECT id, hook, defined_in NOT NULL AND open > 0 AS works,
  CASE WHEN defined_in IS NULL AND reached_from NOT NULL THEN 'defined in a module not given'
    WHEN defined_in IS NULL THEN 'not defined: another release, or another form of the call'
    WHEN open > 0 THEN 'works'
    WHEN reached_from NOT NULL THEN 'bound to its own module (-Bsymbolic)'
    ELSE 'no relocation: inlined, or bound inside its module' END AS why,
  defined_in, reached_from, symbol,
  hook IN ('track_allocate', 'track_deallocate', 'enqueue_mesh_workload') AS essential
FROM seen;
