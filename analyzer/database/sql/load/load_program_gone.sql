-- A program was destroyed: when.
UPDATE program SET gone_ns = :gone_ns WHERE run = :run AND program = :program
