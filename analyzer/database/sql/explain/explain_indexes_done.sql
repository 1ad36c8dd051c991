-- Drops the indexes of explain_indexes.sql.
DROP INDEX explain_times;
DROP INDEX explain_forms;
DROP INDEX explain_allocs;
DROP INDEX explain_later;
DROP INDEX explain_marks;
DROP INDEX explain_failures;
