-- They wait no longer.
DELETE FROM ops_waiting WHERE op <= ?1
