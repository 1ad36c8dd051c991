-- At most so many ops on chips and changes of groups are to write.
SELECT (SELECT count(*) FROM op_row) * (SELECT count(DISTINCT device) FROM opening) AS ops,
  (SELECT count(*) FROM change_shared) * (SELECT count(*) FROM perfetto_group) AS changes
