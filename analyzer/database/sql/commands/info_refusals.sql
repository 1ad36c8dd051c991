-- How many refusals were not recorded: the recorder keeps a limited number of different ones.
SELECT max(b) || ' more, each different: not recorded' AS refusals
FROM note WHERE run = ?1 AND code = 7 AND text = ''
