-- Where the call of each failure is, and of which chips.
SELECT f.run, f.failure, c.callsite, d.chips
FROM failure f LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
LEFT JOIN device d ON d.run = f.run AND d.handle = f.handle
ORDER BY f.run, f.failure
