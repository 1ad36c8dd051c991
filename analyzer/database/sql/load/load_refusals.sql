-- How often an op refused with these words from this line: the first one has its row.
UPDATE failure SET times = 1 + :more
WHERE run = :run AND kind = 'refused' AND callsite IS :callsite AND text = :text
