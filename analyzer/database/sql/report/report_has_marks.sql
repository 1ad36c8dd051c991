-- Whether the run has marks.
SELECT 1 FROM phase WHERE kind = 'mark' LIMIT 1
