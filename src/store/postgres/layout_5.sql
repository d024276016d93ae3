-- The lower, the earlier.
ALTER TABLE natiq.jobs ADD COLUMN priority smallint NOT NULL DEFAULT 0;
