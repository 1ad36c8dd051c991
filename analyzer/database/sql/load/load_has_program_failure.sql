-- Did a program fail in this run?
SELECT 1 FROM failure WHERE run = ?1 AND program NOT NULL LIMIT 1
