-- Did anything fail, in any run?
SELECT 1 FROM failure LIMIT 1
