-- Sets what the traces of run :n say.
UPDATE swept SET peak_bytes = :peak_bytes, headroom_bytes = :headroom_bytes, op = :op, name = :name,
  failure = :failure, failed_op = :failed_op, callsite = :callsite, trace = :trace WHERE n = :n
