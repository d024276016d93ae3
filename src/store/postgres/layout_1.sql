-- Articles. What their givers wrote is kept as JSON in text: neither text nor jsonb takes U+0000.
CREATE TABLE natiq.articles (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    owner text NOT NULL,
    -- Title, byline and number of paragraphs.
    head text NOT NULL,
    paragraphs text NOT NULL,
    lexicon text NOT NULL,
    metadata text NOT NULL,
    is_revised boolean NOT NULL DEFAULT false,
    -- In milliseconds since 1970.
    created_at bigint NOT NULL,
    used_at bigint NOT NULL,
    -- Its words, folded: each once, to be found by how they begin; and one after another.
    words tsvector NOT NULL,
    folded text NOT NULL
);
CREATE INDEX articles_by_use ON natiq.articles (used_at DESC, id);
CREATE INDEX articles_by_owner ON natiq.articles (owner, number);
CREATE INDEX articles_by_words ON natiq.articles USING gin (words);

CREATE TABLE natiq.heard (
    article bigint NOT NULL REFERENCES natiq.articles (number) ON DELETE CASCADE,
    speech_options text NOT NULL,
    PRIMARY KEY (article, speech_options)
);
CREATE TABLE natiq.heard_plans (
    article bigint NOT NULL REFERENCES natiq.articles (number) ON DELETE CASCADE,
    plan bytea NOT NULL,
    -- The paragraph, or -1 for all of them.
    paragraph bigint NOT NULL,
    -- The keys of its utterances, one after another.
    speech bytea NOT NULL,
    PRIMARY KEY (article, plan, paragraph)
);

CREATE TABLE natiq.jobs (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    client text NOT NULL,
    state text NOT NULL,
    options text NOT NULL,
    metadata text NOT NULL,
    created_at bigint NOT NULL,
    finished_at bigint,
    webhook_url text,
    webhook_secret text,
    webhook_state text,
    webhook_attempts integer NOT NULL DEFAULT 0,
    webhook_at bigint,
    webhook_error text
);
CREATE INDEX jobs_by_client ON natiq.jobs (client, number);
CREATE INDEX jobs_by_webhook ON natiq.jobs (webhook_at) WHERE webhook_state = 'due';
CREATE TABLE natiq.job_articles (
    job bigint NOT NULL REFERENCES natiq.jobs (number) ON DELETE CASCADE,
    position bigint NOT NULL,
    state text NOT NULL,
    source text NOT NULL,
    article text,
    problem text,
    duration double precision,
    size_bytes bigint,
    sequence bigint,
    attempts bigint NOT NULL DEFAULT 0,
    -- In milliseconds since 1970, the time before which it is not tried again.
    not_before bigint,
    -- The name of the lease of who is at it, and until when that counts without its saying so again.
    lease text,
    lease_until bigint,
    -- How many utterances are spoken, and of how many.
    spoken bigint,
    utterances bigint,
    PRIMARY KEY (job, position)
);
CREATE INDEX job_articles_waiting ON natiq.job_articles (job, position) WHERE state = 'queued';
CREATE INDEX job_articles_at_work ON natiq.job_articles (job) WHERE state = 'running';

CREATE TABLE natiq.once (
    client text NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    made text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (client, route, key)
);
CREATE INDEX once_by_time ON natiq.once (created_at);
CREATE TABLE natiq.usage (
    client text NOT NULL,
    day text NOT NULL,
    requests bigint NOT NULL,
    articles bigint NOT NULL,
    characters bigint NOT NULL,
    speech_ms bigint NOT NULL,
    jobs bigint NOT NULL,
    PRIMARY KEY (client, day)
);
