-- Who uses each buffer in L1.
SELECT * FROM uses WHERE kind IN ('l1', 'l1_small')
