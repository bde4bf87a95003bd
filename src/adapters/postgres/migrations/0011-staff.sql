-- People: who they are, how they prove it, how long they stay signed in, and what they did.

CREATE TABLE staff (
  id           text PRIMARY KEY,
  login        text NOT NULL UNIQUE,
  name         text NOT NULL,
  role         text NOT NULL CHECK (role IN ('cashier', 'supervisor', 'merchant-admin', 'operator', 'auditor')),
  -- Of a merchant's staff; the institution's has none.
  book         text,
  language     text NOT NULL CHECK (language IN ('zh', 'en')),
  locked       boolean NOT NULL DEFAULT false,
  -- Of the demonstration, with a password that everybody knows.
  demo         boolean NOT NULL DEFAULT false,
  -- argon2id with its parameters and salt.
  password     text NOT NULL,
  -- Made by somebody else: it opens nothing but the choice of an own one, until this instant.
  one_time_ms  bigint,
  totp_sealed  text,
  -- The last step of time whose code was taken: none is taken twice.
  totp_step    bigint NOT NULL DEFAULT 0,
  created_ms   bigint NOT NULL,
  created_by   text NOT NULL,
  CHECK ((book IS NULL) = (role IN ('operator', 'auditor')))
);
CREATE INDEX staff_book ON staff (book, id);

CREATE TABLE staff_session (
  id           text PRIMARY KEY,
  -- The token itself is with the browser alone.
  token_sha256 text NOT NULL UNIQUE,
  staff_id     text NOT NULL REFERENCES staff,
  started_ms   bigint NOT NULL,
  seen_ms      bigint NOT NULL,
  -- When it was last proven who sits there.
  proven_ms    bigint NOT NULL,
  ended_ms     bigint,
  ended_why    text,
  proof        text NOT NULL CHECK (proof IN ('password', 'password-and-code', 'passkey')),
  address      text NOT NULL,
  agent        text NOT NULL
);
CREATE INDEX staff_session_open ON staff_session (staff_id, started_ms) WHERE ended_ms IS NULL;
CREATE INDEX staff_session_started ON staff_session (started_ms);

CREATE TABLE staff_credential (
  id          text PRIMARY KEY,
  staff_id    text NOT NULL REFERENCES staff,
  public_key  text NOT NULL,
  counter     bigint NOT NULL,
  transports  text[] NOT NULL,
  label       text NOT NULL,
  created_ms  bigint NOT NULL,
  used_ms     bigint
);
CREATE INDEX staff_credential_staff ON staff_credential (staff_id);

-- Failures by login, known or not, and by address; the keys are hashes.
CREATE TABLE sign_in_try (
  kind     text NOT NULL CHECK (kind IN ('login', 'address')),
  key      text NOT NULL,
  failures integer NOT NULL,
  last_ms  bigint NOT NULL,
  PRIMARY KEY (kind, key)
);
CREATE INDEX sign_in_try_last ON sign_in_try (last_ms);

-- What was asked for, written before it is done; what came of it stands in staff_act_end. An act without an end is one
-- that the program did not survive.
CREATE TABLE staff_act (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at_ms      bigint NOT NULL,
  -- Null where nobody was signed in: a sign-in that failed, the command line.
  staff_id   text,
  session_id text,
  who        text NOT NULL,
  role       text,
  book       text,
  act        text NOT NULL,
  subject    text,
  request_id text,
  address    text
);
CREATE INDEX staff_act_book ON staff_act (book, id);
CREATE INDEX staff_act_staff ON staff_act (staff_id, id);

CREATE TABLE staff_act_end (
  act_id  bigint PRIMARY KEY REFERENCES staff_act,
  at_ms   bigint NOT NULL,
  status  integer NOT NULL,
  outcome text NOT NULL
);

CREATE TRIGGER staff_act_append_only BEFORE UPDATE OR DELETE ON staff_act
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER staff_act_end_append_only BEFORE UPDATE OR DELETE ON staff_act_end
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
