-- The kernels of a program, by the names of their source files, and the cores that they run on.
SELECT DISTINCT iif(instr(n.text, '/') > 1, substr(n.text, 1, instr(n.text, '/') - 1), n.text)
  AS name, c.cores
FROM kernel k JOIN string n ON n.run = k.run AND n.id = k.name
LEFT JOIN cores c ON c.run = k.run AND c.id = k.cores
WHERE k.run = :run AND k.program = :program AND n.text NOT NULL
ORDER BY name, c.cores
