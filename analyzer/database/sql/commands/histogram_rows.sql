-- How many buffers and regions there are in each class of sizes.
SELECT * FROM histogram ORDER BY run, device, chips, kind, from_bytes
