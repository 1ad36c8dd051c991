-- Whether something is missing of what a baseline keeps of a run.
SELECT 1 FROM figure WHERE run = ?1 AND what = 'unfinished'
