-- Indexes of a database file, which is kept and asked again.
CREATE INDEX class_core_class ON class_core(run, class);
CREATE INDEX op_name ON op_shared(run, name);
CREATE INDEX op_other ON op_shared(run) WHERE kind <> 'launch';
CREATE INDEX buffer_left ON buffer(run, alloc_ns) WHERE reason NOT NULL;
CREATE INDEX region_program ON region(run, program);
