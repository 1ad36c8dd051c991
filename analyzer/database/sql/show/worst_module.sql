-- The innermost mark that is open at a time: a module of the model, or a phase.
-- Back from that time: the first begin of a name on its thread that its end does not follow.
WITH back AS (SELECT rowid AS id, time_ns, name, event, sum(iif(event = 'begin', 1, -1))
  OVER (PARTITION BY thread, name ORDER BY time_ns DESC, rowid DESC
  ROWS UNBOUNDED PRECEDING) AS open
  FROM mark WHERE run = ?1 AND time_ns <= ?2)
SELECT name FROM back WHERE open = 1 AND event = 'begin' AND name NOT NULL
ORDER BY time_ns DESC, id DESC LIMIT 1
