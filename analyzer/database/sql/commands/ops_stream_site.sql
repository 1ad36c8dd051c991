-- A call site, and the function that called ttnn.generic_op there.
SELECT c.callsite, f.function
FROM callsite c LEFT JOIN site_function f ON f.run = c.run AND f.id = c.id
WHERE c.run = ?1 AND c.id = ?2
