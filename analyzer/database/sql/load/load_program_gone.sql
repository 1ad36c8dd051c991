-- Sets when a program was destroyed.
UPDATE program SET gone_ns = :gone_ns WHERE run = :run AND program = :program
