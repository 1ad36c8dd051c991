-- The first of the failures that are equal to this one.
SELECT first FROM equal_failure WHERE run = ?1 AND failure = ?2
