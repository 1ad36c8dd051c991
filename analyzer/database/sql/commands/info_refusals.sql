-- How many refusals were not recorded: the recorder keeps a limited number of different ones.
SELECT max(b) || ' more, each different: not recorded' AS refusals
FROM told WHERE run = ?1 AND what = 'refusals' AND text = ''
