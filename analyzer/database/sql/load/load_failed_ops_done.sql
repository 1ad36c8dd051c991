-- Removes the index of load_failed_ops_index.sql, which nothing else needs.
DROP INDEX failed_ops
