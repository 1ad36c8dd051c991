-- How many refusals were not recorded: after a while the recorder records no more different ones.
SELECT max(b) || ' more, each another: not recorded' AS refusals
FROM note WHERE run = ?1 AND code = 7 AND text = ''
