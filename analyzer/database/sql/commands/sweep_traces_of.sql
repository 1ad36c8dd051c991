-- The traces of run ?1 of a sweep.
SELECT name FROM swept_trace WHERE n = ?1 ORDER BY nth LIMIT 64
