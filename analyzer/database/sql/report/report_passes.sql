-- Passes of marks; name is its place in report_pass_names.sql, from 1.
SELECT begin_ns, end_ns, depth, thread, dense_rank() OVER (ORDER BY name) AS name
FROM phase WHERE kind = 'mark' ORDER BY begin_ns, depth, end_ns, thread, name
