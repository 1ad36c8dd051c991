-- Sets how often an op refused with this text from this call site, in the row of the first time.
UPDATE failure SET times = 1 + :more
WHERE run = :run AND kind = 'refused' AND callsite IS :callsite AND text = :text
