-- The index of load_failed_ops_index.sql is not kept.
DROP INDEX failed_ops
