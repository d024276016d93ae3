-- Schedules, each with its last run.
CREATE TABLE natiq.schedules (
    name text PRIMARY KEY,
    -- When that run was due, in milliseconds since 1970; of a schedule that has not run yet, the last time before it was known.
    due bigint NOT NULL,
    is_over boolean NOT NULL,
    attempts bigint NOT NULL,
    -- The time before which it is not tried again.
    not_before bigint,
    -- The name of the lease of who is at it, and until when that counts without its saying so again.
    lease text,
    lease_until bigint
);
