-- Times of events around a failure on its thread.
-- Before it: the last allocation and the last op of another line than :callsite, the last failure,
-- the last mark (it comes between two calls, as each module of a model does that one was made in),
-- and the last launch that may have ended a call (of :program's type, where that is known). After
-- it: the next allocation, op and failure. Each is a query of its own, so that each uses an index.
SELECT
  (SELECT alloc_ns FROM buffer WHERE run = :run AND alloc_thread = :thread
    AND alloc_ns <= :time_ns AND callsite <> :callsite AND NOT coalesce(announced, 0)
    ORDER BY alloc_ns DESC LIMIT 1) AS buffer_before,
  (SELECT time_ns FROM op_shared WHERE run = :run AND thread = :thread AND time_ns <= :time_ns
    AND callsite <> :callsite AND NOT (kind = 'failed' AND program IS :program)
    ORDER BY time_ns DESC LIMIT 1) AS op_before,
  (SELECT time_ns FROM failure WHERE run = :run AND failure < :failure AND thread = :thread
    ORDER BY failure DESC LIMIT 1) AS failure_before,
  (SELECT time_ns FROM mark WHERE run = :run AND thread = :thread AND time_ns <= :time_ns
    ORDER BY time_ns DESC LIMIT 1) AS mark_before,
  (SELECT time_ns FROM op_shared WHERE run = :run AND thread = :thread AND time_ns <= :time_ns
    AND kind IN ('launch', 'captured') AND (:callsite IS NULL OR type IS NULL
      OR type = coalesce((SELECT max(type) FROM op_form
        WHERE run = :run AND program = :program), type))
    ORDER BY time_ns DESC LIMIT 1) AS launch,
  (SELECT alloc_ns FROM buffer WHERE run = :run AND alloc_thread = :thread
    AND alloc_ns > :time_ns AND NOT coalesce(announced, 0)
    ORDER BY alloc_ns LIMIT 1) AS next_buffer,
  (SELECT time_ns FROM op_shared WHERE run = :run AND thread = :thread AND time_ns > :time_ns
    AND NOT (kind = 'failed' AND program IS :program) ORDER BY time_ns LIMIT 1) AS next_op,
  (SELECT time_ns FROM failure WHERE run = :run AND failure > :failure AND thread = :thread
    ORDER BY failure LIMIT 1) AS next_failure,
  (SELECT finished FROM run WHERE run = :run) AS finished
