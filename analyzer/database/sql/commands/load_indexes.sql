-- Indexes of a database file, which is kept and asked again.
CREATE INDEX class_core_class ON class_core(run, class);
CREATE INDEX op_of_form ON op_row(run, form);
CREATE INDEX buffer_left ON buffer_row(run, alloc_ns) WHERE reason NOT NULL;
CREATE INDEX region_program ON region(run, program);
