-- How many hooks do not work without which nothing worth reading is recorded.
SELECT count(*) AS count FROM hook_check WHERE essential AND NOT works
