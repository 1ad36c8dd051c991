-- Tables without rows become views that cannot be read, and say why. A window would read them, so
-- it cannot be set; the other views are those of whole runs.
DROP TABLE change_shared;
DROP TABLE change_class;
DROP TABLE free_space;
CREATE VIEW change_shared AS SELECT * FROM "only l1analyze load --full writes these rows";
CREATE VIEW change_class AS SELECT * FROM "only l1analyze load --full writes these rows";
CREATE VIEW free_space AS SELECT * FROM "only l1analyze load --full writes these rows";
DROP TRIGGER window_is_set;
CREATE TRIGGER window_is_set BEFORE UPDATE ON window BEGIN
  SELECT RAISE(ABORT, 'a window needs the rows of l1analyze load --full');
END;
