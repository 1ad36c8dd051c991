-- The same for people.
-- keep: change, verdict, because
SELECT advice, change, peak_after_bytes, peak_seen_bytes, verdict, because FROM proof
ORDER BY run, advice
