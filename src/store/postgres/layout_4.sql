-- How many streams clients have going at each node. Not written to the log: after a crash of the server each node says it again
-- within a second.
CREATE UNLOGGED TABLE natiq.client_streams (
    node text PRIMARY KEY,
    -- By client, as JSON.
    counts text NOT NULL,
    -- When the node said so, in milliseconds since 1970.
    said_at bigint NOT NULL
);
