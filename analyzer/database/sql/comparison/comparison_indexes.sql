-- Indexes of the tables of a comparison, after they were filled.
CREATE INDEX temp.figure_by_run ON figure (run);
CREATE INDEX temp.figure_site_by_name ON figure_site (run, what, name);
CREATE INDEX temp.compared_site_by_site ON compared_site (run, site);
CREATE INDEX temp.compared_run_by_name ON compared_run (name)
