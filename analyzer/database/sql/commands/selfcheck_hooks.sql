-- Which hooks will work, and why not.
SELECT hook, works, why, defined_in, reached_from, symbol FROM hook_check ORDER BY id
