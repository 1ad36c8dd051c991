-- The launch before a failure that had the least room left, if that was less than these bytes.
SELECT op, headroom_bytes FROM op_shared
WHERE run = :run AND handle = :handle AND time_ns < :time_ns AND headroom_bytes < :bytes
ORDER BY headroom_bytes, op LIMIT 1
