-- Audio that was removed at one node with its article, for the others to remove from their disks.
CREATE TABLE natiq.removed (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Keys of 32 bytes each, one behind the other: files, and HLS streams with whatever segments a node has of them.
    files bytea NOT NULL,
    streams bytea NOT NULL,
    -- When, in milliseconds since 1970.
    removed_at bigint NOT NULL
);
CREATE INDEX removed_at ON natiq.removed (removed_at);
