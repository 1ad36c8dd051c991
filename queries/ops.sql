-- Every launch and replay on every chip.
-- consists_of: of ttnn.generic_op its kernels, which a narrow table has in the name; the function that
-- called it where they have no names.
-- keep: peak_bytes
-- hide: consists_of
-- beside: op
SELECT o.*, iif(o.name IN ('ttnn.generic_op', 'GenericOpDeviceOperation'),
  coalesce(nullif(k.kernels, 'Kernel_Source_Code'), f.function), NULL) AS consists_of
FROM ops o LEFT JOIN program_kernels k ON k.run = o.run AND k.program =
  iif(o.name IN ('ttnn.generic_op', 'GenericOpDeviceOperation'), o.program, NULL)
LEFT JOIN calling_function f ON f.run = o.run AND f.callsite =
  iif(o.name IN ('ttnn.generic_op', 'GenericOpDeviceOperation'), o.callsite, NULL)
ORDER BY o.run, o.op, o.device;
