-- A program was destroyed and owns nothing any more.
UPDATE owned SET gone_ns = :gone_ns
WHERE run = :run AND program = :program AND gone_ns IS NULL
