-- Cardholders as persons: who they are, how they prove it, and the texts that go to their telephones.

CREATE TABLE person (
  id          text PRIMARY KEY,
  -- Of the wallet, which is a book of its own.
  wallet_id   text NOT NULL UNIQUE,
  state       text NOT NULL CHECK (state IN ('opening', 'active', 'closed')),
  -- Keyed indexes find a person again; the clear values are sealed and bound to the row.
  phone_index text NOT NULL,
  phone_seal  text NOT NULL,
  phone_mask  text NOT NULL,
  id_index    text NOT NULL,
  id_seal     text NOT NULL,
  id_mask     text NOT NULL,
  name_seal   text NOT NULL,
  name_mask   text NOT NULL,
  -- argon2id with its parameters and salt.
  password    text NOT NULL,
  language    text NOT NULL CHECK (language IN ('zh', 'en')),
  -- Of the demonstration, with a password that everybody knows.
  demo        boolean NOT NULL DEFAULT false,
  created_ms  bigint NOT NULL,
  closed_ms   bigint,
  CHECK ((state = 'closed') = (closed_ms IS NOT NULL))
);
-- After the end of a wallet its telephone is free for somebody else.
CREATE UNIQUE INDEX person_phone ON person (phone_index) WHERE state <> 'closed';
CREATE INDEX person_id_number ON person (id_index, created_ms);

-- A browser or a telephone at which its person proved to have the telephone of the wallet.
CREATE TABLE person_device (
  person_id     text NOT NULL REFERENCES person,
  device_sha256 text NOT NULL,
  agent         text NOT NULL,
  first_ms      bigint NOT NULL,
  last_ms       bigint NOT NULL,
  PRIMARY KEY (person_id, device_sha256)
);

CREATE TABLE person_session (
  id            text PRIMARY KEY,
  -- The token itself, and that of its device, are with the browser alone. Both are wanted.
  token_sha256  text NOT NULL UNIQUE,
  device_sha256 text NOT NULL,
  person_id     text NOT NULL REFERENCES person,
  opened_by     text NOT NULL CHECK (opened_by IN ('password', 'sms-code', 'password-and-code', 'passkey')),
  started_ms    bigint NOT NULL,
  seen_ms       bigint NOT NULL,
  ended_ms      bigint,
  ended_why     text,
  address       text NOT NULL,
  agent         text NOT NULL
);
CREATE INDEX person_session_open ON person_session (person_id, started_ms) WHERE ended_ms IS NULL;
CREATE INDEX person_session_started ON person_session (started_ms);

-- What a session proved, when, and for which act where it was for one alone.
CREATE TABLE person_proof (
  session_id text NOT NULL REFERENCES person_session ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('password', 'sms-code', 'passkey', 'face', 'staff')),
  act        text,
  at_ms      bigint NOT NULL
);
CREATE INDEX person_proof_session ON person_proof (session_id, at_ms);

CREATE TABLE person_credential (
  id          text PRIMARY KEY,
  person_id   text NOT NULL REFERENCES person,
  public_key  text NOT NULL,
  counter     bigint NOT NULL,
  transports  text[] NOT NULL,
  label       text NOT NULL,
  created_ms  bigint NOT NULL,
  used_ms     bigint
);
CREATE INDEX person_credential_person ON person_credential (person_id);

-- Codes by text. The telephone may be nobody's: a row tells nothing about who is known.
CREATE TABLE person_code (
  id          text PRIMARY KEY,
  purpose     text NOT NULL CHECK (purpose IN ('session', 'proof')),
  phone_index text NOT NULL,
  session_id  text,
  act         text,
  -- Keyed: six digits under a plain hash would be six digits in the clear.
  code_mark   text NOT NULL,
  state       text NOT NULL CHECK (state IN ('sent', 'used', 'dead')),
  why         text CHECK (why IN ('late', 'tries', 'replaced')),
  tries       integer NOT NULL DEFAULT 0,
  sent_ms     bigint NOT NULL,
  ended_ms    bigint,
  device_key  text NOT NULL,
  address_key text NOT NULL,
  CHECK ((state = 'dead') = (why IS NOT NULL))
);
CREATE INDEX person_code_phone ON person_code (phone_index, sent_ms);
CREATE INDEX person_code_device ON person_code (device_key, sent_ms);
CREATE INDEX person_code_address ON person_code (address_key, sent_ms);
CREATE INDEX person_code_sent ON person_code (sent_ms);

-- A check by somebody else: a person of the institution, or a provider that compares faces.
CREATE TABLE person_check (
  id         text PRIMARY KEY,
  kind       text NOT NULL CHECK (kind IN ('staff', 'face')),
  person_id  text NOT NULL REFERENCES person,
  session_id text NOT NULL,
  act        text,
  -- What the holder says at the counter; of a face what its provider must send back.
  token_mark text NOT NULL,
  state      text NOT NULL CHECK (state IN ('open', 'passed', 'failed', 'over')),
  asked_ms   bigint NOT NULL,
  until_ms   bigint NOT NULL,
  ended_ms   bigint,
  -- Who decided: a person of the staff, or the provider.
  decided_by text,
  note       text
);
CREATE INDEX person_check_open ON person_check (kind, asked_ms) WHERE state = 'open';
CREATE INDEX person_check_person ON person_check (person_id, asked_ms);

-- Separate consents, given and withdrawn; never deleted while the person is kept.
CREATE TABLE person_consent (
  id            text PRIMARY KEY,
  person_id     text NOT NULL REFERENCES person,
  kind          text NOT NULL CHECK (kind IN ('face')),
  -- Which text was agreed to.
  edition       text NOT NULL,
  given_ms      bigint NOT NULL,
  withdrawn_ms  bigint
);
CREATE UNIQUE INDEX person_consent_in_force ON person_consent (person_id, kind) WHERE withdrawn_ms IS NULL;

-- Failures are counted by telephone, too, known or not.
ALTER TABLE sign_in_try DROP CONSTRAINT sign_in_try_kind_check;
ALTER TABLE sign_in_try ADD CHECK (kind IN ('login', 'address', 'phone', 'check'));

-- Acts of cardholders stand in the same record; their book is the wallet.
ALTER TABLE staff_act ADD COLUMN person_id text;
CREATE INDEX staff_act_person ON staff_act (person_id, id) WHERE person_id IS NOT NULL;

-- A secret part of a text is sealed until it is sent, and then gone. A text that is too late is not sent.
ALTER TABLE sms_outbox ADD COLUMN secret_seal text;
ALTER TABLE sms_outbox ADD COLUMN until_ms bigint;
-- How the provider names it, for its receipt.
ALTER TABLE sms_outbox ADD COLUMN provider_id text;
ALTER TABLE sms_outbox DROP CONSTRAINT sms_outbox_state_check;
ALTER TABLE sms_outbox ADD CHECK (state IN ('waiting', 'sent', 'delivered', 'undelivered', 'kept', 'dropped', 'failed'));
CREATE UNIQUE INDEX sms_outbox_provider ON sms_outbox (provider_id) WHERE provider_id IS NOT NULL;
