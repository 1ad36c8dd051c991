-- How many buffers and regions each class of sizes has.
SELECT * FROM histogram ORDER BY run, device, chips, kind, from_bytes
