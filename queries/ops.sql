-- Every launch and replay on every chip.
SELECT * FROM ops ORDER BY run, op, device;
