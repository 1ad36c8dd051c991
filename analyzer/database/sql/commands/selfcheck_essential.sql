-- How many of the hooks that every useful trace needs do not work.
SELECT count(*) AS count FROM hook_check WHERE essential AND NOT works
