-- The recorder's hooks: which the runtime had, how often each fired, and why one did not.
SELECT h.run, h.text AS hook, h.a AS found, h.b AS fired,
  (SELECT f.note FROM findings f WHERE f.run = h.run AND f.name = h.text
    AND f.finding IN ('hook not found', 'hook never fired')) AS note
FROM hook h ORDER BY h.run, h.a AND h.b, h.a, h.text;
