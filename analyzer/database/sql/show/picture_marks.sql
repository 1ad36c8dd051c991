-- What lies in the bank of a failure, with its address.
SELECT address, bytes_per_core, role FROM explanation
WHERE run = ?1 AND failure = ?2 AND address NOT NULL AND bytes_per_core NOT NULL
  AND role NOT IN ('alias', 'cure')
ORDER BY rowid
