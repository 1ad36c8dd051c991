-- What a run did: the peak of each chip, how many calls failed, how many ops ran but those that
-- close gaps if there are any.
SELECT device, max(peak_bytes) AS peak_bytes, (SELECT count(*) FROM failure) AS failures,
  (SELECT count(DISTINCT op) FROM ops WHERE type IS NULL OR type != 'MoveDeviceOperation') AS ops
FROM peak GROUP BY device ORDER BY device
