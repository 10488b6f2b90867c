-- The tables of raw_server.py, with the keys, uniqueness and indexes that its promise needs.
CREATE SCHEMA raw;
CREATE TABLE raw.person (id uuid PRIMARY KEY, email text NOT NULL, active boolean NOT NULL DEFAULT true);
CREATE TABLE raw.session (
    key text PRIMARY KEY, person uuid NOT NULL REFERENCES raw.person, ends_at timestamptz NOT NULL
);
CREATE TABLE raw.family_case (id uuid PRIMARY KEY);
CREATE TABLE raw.custody (
    of_case uuid REFERENCES raw.family_case, person uuid REFERENCES raw.person, period tstzrange NOT NULL,
    PRIMARY KEY (of_case, person)
);
CREATE TABLE raw.contact (
    of_case uuid REFERENCES raw.family_case, person uuid REFERENCES raw.person, deputy uuid REFERENCES raw.person,
    period tstzrange NOT NULL, PRIMARY KEY (of_case, person)
);
CREATE TABLE raw.thread (
    id uuid PRIMARY KEY, of_case uuid NOT NULL REFERENCES raw.family_case,
    guardian uuid NOT NULL REFERENCES raw.person, last_seq int NOT NULL DEFAULT 0, last_at timestamptz
);
CREATE TABLE raw.look (
    id bigserial PRIMARY KEY, thread uuid NOT NULL, person uuid NOT NULL, action text NOT NULL,
    allowed boolean NOT NULL, at timestamptz NOT NULL
);
CREATE TABLE raw.message (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), thread uuid NOT NULL REFERENCES raw.thread,
    author uuid NOT NULL REFERENCES raw.person, body text NOT NULL, seq int NOT NULL, token uuid NOT NULL,
    at timestamptz NOT NULL, UNIQUE (thread, seq), UNIQUE (thread, author, token)
);
CREATE TABLE raw.event (
    id bigserial PRIMARY KEY, kind text NOT NULL, of_case uuid NOT NULL REFERENCES raw.family_case,
    actor uuid REFERENCES raw.person, subject uuid NOT NULL, at timestamptz NOT NULL
);
CREATE TABLE raw.recipient (
    event bigint REFERENCES raw.event, person uuid REFERENCES raw.person, informed_at timestamptz,
    PRIMARY KEY (event, person)
);
CREATE TABLE raw.counter (person uuid PRIMARY KEY REFERENCES raw.person, last bigint NOT NULL);
CREATE TABLE raw.delivery (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), event bigint NOT NULL REFERENCES raw.event,
    due_at timestamptz NOT NULL, person uuid NOT NULL REFERENCES raw.person, channel text NOT NULL, seq bigint,
    state text NOT NULL, UNIQUE (event, person, channel), UNIQUE (person, seq)
);
CREATE INDEX delivery_due ON raw.delivery (due_at) WHERE state = 'pending';
CREATE TABLE raw.silence (
    event bigint REFERENCES raw.event, person uuid REFERENCES raw.person, reason text NOT NULL,
    PRIMARY KEY (event, person)
);
