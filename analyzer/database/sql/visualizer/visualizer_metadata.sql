-- What the viewer asks about the report itself. Version 3 means that there are ranks
SELECT 'schema_version' AS key, iif(count(*) > 1, '3.5', '2.1') AS value FROM exported_run
UNION ALL SELECT 'capture_timestamp_ns', CAST(min(wall_ns) AS TEXT) FROM exported_run
UNION ALL SELECT 'total_duration_ns', CAST(max(duration_ns) AS TEXT) FROM exported_run
UNION ALL SELECT 'producer', 'l1trace'
