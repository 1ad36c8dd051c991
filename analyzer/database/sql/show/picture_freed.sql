-- Was something freed that a failing op needed?
SELECT count(*) AS count FROM explanation WHERE run = ?1 AND failure = ?2 AND role = 'freed'
