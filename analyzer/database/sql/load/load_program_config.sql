-- What a program takes of the KERNEL_CONFIG ring.
UPDATE program SET text_bytes = :text_bytes, config_bytes = :config_bytes
WHERE run = :run AND program = :program
