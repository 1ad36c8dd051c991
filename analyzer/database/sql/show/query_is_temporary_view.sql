-- Is a view of this name a temporary one?
SELECT 1 FROM temp.sqlite_master WHERE type = 'view' AND name = ?1
