-- Why something did not fit: who holds the memory, and what to release.
SELECT * FROM explain ORDER BY run, failure, role IN ('region', 'alias') DESC, role = 'in the way' DESC,
  role = 'lives' DESC, role = 'set' DESC, address, owner;
