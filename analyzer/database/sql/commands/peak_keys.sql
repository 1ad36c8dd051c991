-- View op_keyed for groups that --by names: they consist of ops.
DROP VIEW op_keyed;
CREATE VIEW op_keyed AS
SELECT *, group_of(name, type, callsite) AS grp,
  name || coalesce(' (' || kernels || ')', '') AS part FROM op_uses;
