-- The size of a bank at a moment: a loaded manager of sub-devices takes a part of it.
SELECT capacity_bytes
FROM free_space
WHERE run = :run AND handle = :handle AND kind = :kind AND time_ns <= :time_ns
ORDER BY rowid DESC
LIMIT 1
