-- Whether a name is a view's.
SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = :name
