-- What the numbered migrations make of an empty database. Written by a test; never edited.

CREATE TABLE acceptance (
  bucket smallint NOT NULL,
  book text NOT NULL,
  terminal_id text NOT NULL,
  product text NOT NULL,
  version integer NOT NULL,
  merchant_id text NOT NULL,
  state text NOT NULL,
  at_ms bigint NOT NULL,
  body jsonb NOT NULL
);

CREATE TABLE api_key (
  id text NOT NULL,
  sha256 text NOT NULL,
  role text NOT NULL,
  book text,
  created_ms bigint NOT NULL,
  supervisor boolean NOT NULL DEFAULT false
);

CREATE TABLE batch (
  bucket smallint NOT NULL,
  book text NOT NULL,
  terminal_id text NOT NULL,
  batch_no text NOT NULL,
  settled_ms bigint NOT NULL,
  merchant_id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  open boolean NOT NULL,
  body jsonb NOT NULL
);

CREATE TABLE bucket (
  bucket smallint NOT NULL,
  node smallint NOT NULL,
  epoch bigint NOT NULL,
  lease_until_ms bigint NOT NULL,
  event_seq bigint NOT NULL
);

CREATE TABLE cancellation (
  bucket smallint NOT NULL,
  book text NOT NULL,
  id text NOT NULL,
  payment_id text NOT NULL,
  version integer NOT NULL,
  route text NOT NULL,
  state text NOT NULL,
  amount_fen bigint NOT NULL,
  network_key text NOT NULL,
  undo_key text,
  opened_ms bigint NOT NULL,
  due_ms bigint,
  body json NOT NULL,
  answer json NOT NULL,
  rrn text NOT NULL,
  cited bigint[] NOT NULL
) PARTITION BY RANGE (payment_id);

CREATE TABLE cancellation_open (
  bucket smallint NOT NULL,
  id text NOT NULL,
  book text NOT NULL,
  payment_id text NOT NULL,
  state text NOT NULL,
  opened_ms bigint NOT NULL,
  due_ms bigint
);

CREATE TABLE chart (
  no smallint NOT NULL,
  account text NOT NULL
);

CREATE TABLE clearing_file (
  sha256 text NOT NULL,
  name text NOT NULL,
  clearing_day text NOT NULL,
  row_count integer NOT NULL,
  read_ms bigint NOT NULL
);

CREATE TABLE closure (
  bucket smallint NOT NULL,
  book text NOT NULL,
  id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  subject_kind text NOT NULL,
  subject_id text NOT NULL,
  begun_ms bigint NOT NULL,
  due_ms bigint,
  body jsonb NOT NULL
);

CREATE TABLE cut_over (
  clearing_day text NOT NULL,
  at_ms bigint NOT NULL
);

CREATE TABLE event (
  bucket smallint NOT NULL,
  seq bigint NOT NULL,
  book text NOT NULL,
  payment_id text,
  cancellation_id text,
  at_ms bigint NOT NULL,
  kind text NOT NULL,
  body json NOT NULL,
  order_id text
);

CREATE TABLE institution (
  id text NOT NULL,
  acquirer_id text NOT NULL,
  forwarder_id text NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  zone_mac_key text NOT NULL,
  zone_pin_key text NOT NULL
);

CREATE TABLE journal (
  bucket smallint NOT NULL,
  book text NOT NULL,
  payment_id text NOT NULL,
  no integer NOT NULL,
  kind text NOT NULL,
  cancellation_id text,
  mirrors_no integer,
  at_ms bigint NOT NULL,
  accounts smallint[] NOT NULL,
  figures bigint[] NOT NULL
) PARTITION BY RANGE (payment_id);

CREATE TABLE key_audit (
  seq bigint NOT NULL,
  at_ms bigint NOT NULL,
  who text NOT NULL,
  command text NOT NULL,
  subject text NOT NULL,
  purpose text,
  algorithm text,
  check_value text,
  under_purpose text,
  under_check_value text,
  master_key_id text,
  result text NOT NULL,
  hash_before text NOT NULL,
  hash text NOT NULL
);

CREATE TABLE key_audit_head (
  one boolean NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL
);

CREATE TABLE key_ceremony (
  id text NOT NULL,
  purpose text NOT NULL,
  algorithm text NOT NULL,
  of_name text,
  components smallint NOT NULL,
  state text NOT NULL,
  wrapped text,
  check_value text,
  opened_by text NOT NULL,
  opened_ms bigint NOT NULL
);

CREATE TABLE key_component (
  ceremony_id text NOT NULL,
  no smallint NOT NULL,
  entered_by text NOT NULL,
  check_value text NOT NULL,
  sealed text,
  at_ms bigint NOT NULL
);

CREATE TABLE key_use (
  minute_ms bigint NOT NULL,
  command text NOT NULL,
  purpose text NOT NULL,
  check_value text NOT NULL,
  done bigint NOT NULL,
  refused bigint NOT NULL
);

CREATE TABLE ledger (
  bucket smallint NOT NULL,
  book text NOT NULL,
  version bigint NOT NULL,
  accounts smallint[] NOT NULL,
  figures bigint[] NOT NULL
);

CREATE TABLE loss_case (
  bucket smallint NOT NULL,
  book text NOT NULL,
  id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  what text NOT NULL,
  door text NOT NULL,
  opened_ms bigint NOT NULL,
  due_ms bigint,
  body jsonb NOT NULL
);

CREATE TABLE merchant (
  merchant_id text NOT NULL,
  book text NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  mcc text NOT NULL,
  status text NOT NULL,
  contract jsonb NOT NULL
);

CREATE TABLE mismatch (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  clearing_day text NOT NULL,
  network_key text NOT NULL,
  kind text NOT NULL,
  payment_id text,
  amount_fen bigint,
  found_ms bigint NOT NULL
);

CREATE TABLE mismatch_end (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  clearing_day text NOT NULL,
  network_key text NOT NULL,
  kind text NOT NULL,
  verdict text NOT NULL,
  evidence text NOT NULL,
  proposed_by text NOT NULL,
  proposed_ms bigint NOT NULL,
  decided_by text,
  decided_ms bigint,
  approved boolean
);

CREATE TABLE network_key (
  network_key text NOT NULL,
  bucket smallint NOT NULL,
  book text NOT NULL,
  payment_id text NOT NULL,
  cancellation_id text,
  part text NOT NULL
);

CREATE TABLE notice (
  id text NOT NULL,
  audience text NOT NULL,
  book text NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  at_ms bigint NOT NULL,
  body jsonb NOT NULL,
  read_ms bigint
);

CREATE TABLE notice_cursor (
  bucket smallint NOT NULL,
  seq bigint NOT NULL
);

CREATE TABLE once (
  bucket smallint NOT NULL,
  book text NOT NULL,
  key text NOT NULL,
  print text,
  subject_kind text,
  subject_id text,
  outcome text,
  at_ms bigint NOT NULL
);

CREATE TABLE order (
  bucket smallint NOT NULL,
  book text NOT NULL,
  id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  order_no text NOT NULL,
  payable_fen bigint NOT NULL,
  created_ms bigint NOT NULL,
  due_ms bigint,
  body json NOT NULL
);

CREATE TABLE order_due (
  bucket smallint NOT NULL,
  id text NOT NULL,
  book text NOT NULL,
  due_ms bigint NOT NULL
);

CREATE TABLE paper (
  bucket smallint NOT NULL,
  book text NOT NULL,
  request_id text NOT NULL,
  sha256 text NOT NULL,
  kind text NOT NULL,
  size_bytes integer NOT NULL,
  sealed bytea NOT NULL,
  stored_ms bigint NOT NULL
);

CREATE TABLE payment (
  bucket smallint NOT NULL,
  book text NOT NULL,
  id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  terminal_id text NOT NULL,
  amount_fen bigint NOT NULL,
  rrn text NOT NULL,
  network_key text NOT NULL,
  card_index text NOT NULL,
  started_ms bigint NOT NULL,
  due_ms bigint,
  journals integer NOT NULL,
  post_no integer,
  body json NOT NULL,
  card_tail text NOT NULL,
  hold_code text,
  preauth_id text,
  advice_handed boolean,
  release_asked boolean
) PARTITION BY RANGE (id);

CREATE TABLE payment_open (
  bucket smallint NOT NULL,
  id text NOT NULL,
  book text NOT NULL,
  due_ms bigint
);

CREATE TABLE person (
  id text NOT NULL,
  wallet_id text NOT NULL,
  state text NOT NULL,
  phone_index text NOT NULL,
  phone_seal text NOT NULL,
  phone_mask text NOT NULL,
  id_index text NOT NULL,
  id_seal text NOT NULL,
  id_mask text NOT NULL,
  name_seal text NOT NULL,
  name_mask text NOT NULL,
  password text NOT NULL,
  language text NOT NULL,
  demo boolean NOT NULL DEFAULT false,
  created_ms bigint NOT NULL,
  closed_ms bigint
);

CREATE TABLE person_check (
  id text NOT NULL,
  kind text NOT NULL,
  person_id text NOT NULL,
  session_id text NOT NULL,
  act text,
  token_mark text NOT NULL,
  state text NOT NULL,
  asked_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  ended_ms bigint,
  decided_by text,
  note text
);

CREATE TABLE person_code (
  id text NOT NULL,
  purpose text NOT NULL,
  phone_index text NOT NULL,
  session_id text,
  act text,
  code_mark text NOT NULL,
  state text NOT NULL,
  why text,
  tries integer NOT NULL DEFAULT 0,
  sent_ms bigint NOT NULL,
  ended_ms bigint,
  device_key text NOT NULL,
  address_key text NOT NULL
);

CREATE TABLE person_consent (
  id text NOT NULL,
  person_id text NOT NULL,
  kind text NOT NULL,
  edition text NOT NULL,
  given_ms bigint NOT NULL,
  withdrawn_ms bigint
);

CREATE TABLE person_credential (
  id text NOT NULL,
  person_id text NOT NULL,
  public_key text NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  label text NOT NULL,
  created_ms bigint NOT NULL,
  used_ms bigint
);

CREATE TABLE person_device (
  person_id text NOT NULL,
  device_sha256 text NOT NULL,
  agent text NOT NULL,
  first_ms bigint NOT NULL,
  last_ms bigint NOT NULL
);

CREATE TABLE person_proof (
  session_id text NOT NULL,
  kind text NOT NULL,
  act text,
  at_ms bigint NOT NULL
);

CREATE TABLE person_session (
  id text NOT NULL,
  token_sha256 text NOT NULL,
  device_sha256 text NOT NULL,
  person_id text NOT NULL,
  opened_by text NOT NULL,
  started_ms bigint NOT NULL,
  seen_ms bigint NOT NULL,
  ended_ms bigint,
  ended_why text,
  address text NOT NULL,
  agent text NOT NULL
);

CREATE TABLE request (
  bucket smallint NOT NULL,
  book text NOT NULL,
  id text NOT NULL,
  payment_id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  door text NOT NULL,
  opened_ms bigint NOT NULL,
  due_ms bigint,
  body jsonb NOT NULL
);

CREATE TABLE rule_edition (
  no integer NOT NULL,
  proposal_id text NOT NULL,
  effective date NOT NULL,
  published_ms bigint NOT NULL
);

CREATE TABLE rule_proposal (
  id text NOT NULL,
  base integer NOT NULL,
  restores integer,
  state text NOT NULL,
  effective date NOT NULL,
  reason text NOT NULL,
  files jsonb NOT NULL,
  delivered jsonb NOT NULL,
  changes jsonb NOT NULL,
  trial jsonb NOT NULL,
  proposed_by text NOT NULL,
  proposed_ms bigint NOT NULL,
  decided_by text,
  decided_ms bigint,
  decision_reason text
);

CREATE TABLE rule_words (
  key bigint NOT NULL,
  words json NOT NULL
);

CREATE TABLE schema_migration (
  number integer NOT NULL,
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE sign_in_try (
  kind text NOT NULL,
  key text NOT NULL,
  failures integer NOT NULL,
  last_ms bigint NOT NULL
);

CREATE TABLE sms_outbox (
  id text NOT NULL,
  book text NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL,
  number_index text NOT NULL,
  number_seal text NOT NULL,
  number_mask text NOT NULL,
  lang text NOT NULL,
  text text NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL,
  created_ms bigint NOT NULL,
  due_ms bigint NOT NULL,
  ended_ms bigint,
  error text,
  secret_seal text,
  until_ms bigint,
  provider_id text
);

CREATE TABLE staff (
  id text NOT NULL,
  login text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  book text,
  language text NOT NULL,
  locked boolean NOT NULL DEFAULT false,
  demo boolean NOT NULL DEFAULT false,
  password text NOT NULL,
  one_time_ms bigint,
  totp_sealed text,
  totp_step bigint NOT NULL DEFAULT 0,
  created_ms bigint NOT NULL,
  created_by text NOT NULL
);

CREATE TABLE staff_act (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  at_ms bigint NOT NULL,
  staff_id text,
  session_id text,
  who text NOT NULL,
  role text,
  book text,
  act text NOT NULL,
  subject text,
  request_id text,
  address text,
  person_id text
);

CREATE TABLE staff_act_end (
  act_id bigint NOT NULL,
  at_ms bigint NOT NULL,
  status integer NOT NULL,
  outcome text NOT NULL
);

CREATE TABLE staff_credential (
  id text NOT NULL,
  staff_id text NOT NULL,
  public_key text NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  label text NOT NULL,
  created_ms bigint NOT NULL,
  used_ms bigint
);

CREATE TABLE staff_session (
  id text NOT NULL,
  token_sha256 text NOT NULL,
  staff_id text NOT NULL,
  started_ms bigint NOT NULL,
  seen_ms bigint NOT NULL,
  proven_ms bigint NOT NULL,
  ended_ms bigint,
  ended_why text,
  proof text NOT NULL,
  address text NOT NULL,
  agent text NOT NULL
);

CREATE TABLE stored_key (
  name text NOT NULL,
  wrapped text NOT NULL,
  created_ms bigint NOT NULL
);

CREATE TABLE terminal (
  bucket smallint NOT NULL,
  book text NOT NULL,
  terminal_id text NOT NULL,
  merchant_id text NOT NULL,
  version integer NOT NULL,
  batch_no text NOT NULL,
  body jsonb NOT NULL
);

CREATE TABLE verify_mark (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  kind text NOT NULL,
  builds_on bigint,
  whole_id bigint NOT NULL,
  at_ms bigint NOT NULL,
  database text NOT NULL,
  schema_number integer NOT NULL,
  unseen_from bigint NOT NULL,
  rings jsonb NOT NULL,
  counts jsonb NOT NULL
);

CREATE TABLE verify_mark_book (
  bucket smallint NOT NULL,
  book text NOT NULL,
  version bigint NOT NULL,
  accounts smallint[] NOT NULL,
  figures bigint[] NOT NULL
);

CREATE TABLE verify_mark_bucket (
  bucket smallint NOT NULL,
  seq bigint NOT NULL
);

CREATE TABLE verify_run (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  started_ms bigint NOT NULL,
  started_by text NOT NULL,
  ended_ms bigint,
  ok boolean,
  report jsonb
);

CREATE TABLE wallet (
  bucket smallint NOT NULL,
  id text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL,
  account_class text NOT NULL,
  opened_ms bigint NOT NULL,
  due_ms bigint,
  body jsonb NOT NULL
);

CREATE TABLE wallet_payment (
  bucket smallint NOT NULL,
  book text NOT NULL,
  id text NOT NULL,
  version integer NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  source text NOT NULL,
  amount_fen bigint NOT NULL,
  returned_fen bigint NOT NULL,
  network_key text,
  at_ms bigint NOT NULL,
  due_ms bigint,
  journals integer NOT NULL,
  post_no integer,
  body jsonb NOT NULL
);

CREATE TABLE wallet_token (
  card_index text NOT NULL,
  bucket smallint NOT NULL,
  book text NOT NULL,
  kind text NOT NULL,
  device_card_id text,
  expires_ms bigint,
  body jsonb NOT NULL
);

CREATE TABLE webhook_attempt (
  endpoint_id text NOT NULL,
  message_id text NOT NULL,
  no integer NOT NULL,
  at_ms bigint NOT NULL,
  took_ms integer NOT NULL,
  status integer,
  error text
);

CREATE TABLE webhook_delivery (
  endpoint_id text NOT NULL,
  message_id text NOT NULL,
  subject text NOT NULL,
  seq bigint NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL,
  round_from integer NOT NULL,
  due_ms bigint NOT NULL,
  last_ms bigint,
  last_status integer,
  last_error text
);

CREATE TABLE webhook_endpoint (
  id text NOT NULL,
  book text NOT NULL,
  url text NOT NULL,
  wants jsonb NOT NULL,
  state text NOT NULL,
  why text,
  secret text NOT NULL,
  previous_secret text,
  previous_until_ms bigint,
  created_ms bigint NOT NULL,
  failing_since_ms bigint
);

CREATE TABLE webhook_message (
  id text NOT NULL,
  bucket smallint NOT NULL,
  seq bigint NOT NULL,
  book text NOT NULL,
  subject text NOT NULL,
  type text NOT NULL,
  at_ms bigint NOT NULL,
  payload text NOT NULL
);

ALTER TABLE "order" ADD CONSTRAINT order_bucket_book_order_no_key UNIQUE (bucket, book, order_no);

ALTER TABLE "order" ADD CONSTRAINT order_payable_fen_check CHECK ((payable_fen > 0));

ALTER TABLE "order" ADD CONSTRAINT order_pkey PRIMARY KEY (bucket, id);

ALTER TABLE "order" ADD CONSTRAINT order_state_check CHECK ((state = ANY (ARRAY['unpaid'::text, 'paying'::text, 'unknown'::text, 'paid'::text, 'closing'::text, 'closed'::text])));

ALTER TABLE acceptance ADD CONSTRAINT acceptance_pkey PRIMARY KEY (bucket, book, terminal_id, product, version);

ALTER TABLE acceptance ADD CONSTRAINT acceptance_state_check CHECK ((state = ANY (ARRAY['on'::text, 'off'::text, 'barred'::text])));

ALTER TABLE api_key ADD CONSTRAINT api_key_check CHECK (((role = 'operator'::text) OR (book IS NOT NULL)));

ALTER TABLE api_key ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);

ALTER TABLE api_key ADD CONSTRAINT api_key_role_check CHECK ((role = ANY (ARRAY['merchant'::text, 'operator'::text])));

ALTER TABLE api_key ADD CONSTRAINT api_key_sha256_key UNIQUE (sha256);

ALTER TABLE batch ADD CONSTRAINT batch_pkey PRIMARY KEY (bucket, book, terminal_id, batch_no, settled_ms);

ALTER TABLE batch ADD CONSTRAINT batch_state_check CHECK ((state = ANY (ARRAY['balanced'::text, 'awaiting-upload'::text, 'ended'::text, 'compared'::text])));

ALTER TABLE bucket ADD CONSTRAINT bucket_pkey PRIMARY KEY (bucket);

ALTER TABLE cancellation ADD CONSTRAINT cancellation_amount_fen_check CHECK ((amount_fen > 0));

ALTER TABLE cancellation ADD CONSTRAINT cancellation_route_check CHECK ((route = ANY (ARRAY['REVERSAL'::text, 'VOID'::text, 'REFUND'::text])));

ALTER TABLE cancellation ADD CONSTRAINT cancellation_state_check CHECK ((state = ANY (ARRAY['sending'::text, 'undoing'::text, 'awaiting-file'::text, 'done'::text, 'refused'::text, 'undone'::text, 'overruled'::text, 'handed'::text, 'bounced'::text, 'account-named'::text, 'payout-ordered'::text, 'paid-out'::text, 'stranded'::text])));

ALTER TABLE cancellation_open ADD CONSTRAINT cancellation_open_pkey PRIMARY KEY (bucket, id);

ALTER TABLE cancellation_other ADD CONSTRAINT cancellation_other_pkey PRIMARY KEY (bucket, id);

ALTER TABLE chart ADD CONSTRAINT chart_account_key UNIQUE (account);

ALTER TABLE chart ADD CONSTRAINT chart_pkey PRIMARY KEY (no);

ALTER TABLE clearing_file ADD CONSTRAINT clearing_file_pkey PRIMARY KEY (sha256);

ALTER TABLE closure ADD CONSTRAINT closure_check CHECK (((state = ANY (ARRAY['begun'::text, 'proved'::text])) = (due_ms IS NOT NULL)));

ALTER TABLE closure ADD CONSTRAINT closure_pkey PRIMARY KEY (bucket, id);

ALTER TABLE closure ADD CONSTRAINT closure_state_check CHECK ((state = ANY (ARRAY['begun'::text, 'proved'::text, 'done'::text, 'stepped-back'::text, 'expired'::text, 'overtaken'::text, 'refused'::text])));

ALTER TABLE closure ADD CONSTRAINT closure_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['service'::text, 'binding'::text, 'device-card'::text, 'account'::text])));

ALTER TABLE cut_over ADD CONSTRAINT cut_over_pkey PRIMARY KEY (clearing_day);

ALTER TABLE event ADD CONSTRAINT event_pkey PRIMARY KEY (bucket, seq);

ALTER TABLE institution ADD CONSTRAINT institution_pkey PRIMARY KEY (id);

ALTER TABLE journal ADD CONSTRAINT journal_figures CHECK ((cardinality(figures) = (9 * cardinality(accounts))));

ALTER TABLE journal ADD CONSTRAINT journal_kind_check CHECK ((kind = ANY (ARRAY['hold'::text, 'post'::text, 'release'::text, 'mirror'::text, 'transfer'::text])));

ALTER TABLE journal ADD CONSTRAINT journal_pkey PRIMARY KEY (bucket, payment_id, no);

ALTER TABLE key_audit ADD CONSTRAINT key_audit_pkey PRIMARY KEY (seq);

ALTER TABLE key_audit_head ADD CONSTRAINT key_audit_head_one_check CHECK (one);

ALTER TABLE key_audit_head ADD CONSTRAINT key_audit_head_pkey PRIMARY KEY (one);

ALTER TABLE key_ceremony ADD CONSTRAINT key_ceremony_check CHECK (((wrapped IS NOT NULL) = (state = 'complete'::text)));

ALTER TABLE key_ceremony ADD CONSTRAINT key_ceremony_components_check CHECK ((components = ANY (ARRAY[2, 3])));

ALTER TABLE key_ceremony ADD CONSTRAINT key_ceremony_pkey PRIMARY KEY (id);

ALTER TABLE key_ceremony ADD CONSTRAINT key_ceremony_state_check CHECK ((state = ANY (ARRAY['open'::text, 'complete'::text, 'loaded'::text, 'abandoned'::text])));

ALTER TABLE key_component ADD CONSTRAINT key_component_ceremony_id_entered_by_key UNIQUE (ceremony_id, entered_by);

ALTER TABLE key_component ADD CONSTRAINT key_component_ceremony_id_fkey FOREIGN KEY (ceremony_id) REFERENCES key_ceremony(id);

ALTER TABLE key_component ADD CONSTRAINT key_component_pkey PRIMARY KEY (ceremony_id, no);

ALTER TABLE key_use ADD CONSTRAINT key_use_pkey PRIMARY KEY (minute_ms, command, purpose, check_value);

ALTER TABLE ledger ADD CONSTRAINT ledger_figures CHECK ((cardinality(figures) = (5 * cardinality(accounts))));

ALTER TABLE ledger ADD CONSTRAINT ledger_not_negative CHECK ((0 <= ALL (figures)));

ALTER TABLE ledger ADD CONSTRAINT ledger_pkey PRIMARY KEY (bucket, book);

ALTER TABLE loss_case ADD CONSTRAINT loss_case_door_check CHECK ((door = ANY (ARRAY['app'::text, 'public'::text, 'staff'::text])));

ALTER TABLE loss_case ADD CONSTRAINT loss_case_pkey PRIMARY KEY (bucket, id);

ALTER TABLE loss_case ADD CONSTRAINT loss_case_state_check CHECK ((state = ANY (ARRAY['noted'::text, 'papers'::text, 'review'::text, 'escalated'::text, 'approval'::text, 'covered'::text, 'refused'::text, 'withdrawn'::text, 'lapsed'::text, 'closed'::text])));

ALTER TABLE loss_case ADD CONSTRAINT loss_case_what_check CHECK ((what = ANY (ARRAY['phone'::text, 'card'::text, 'payment'::text])));

ALTER TABLE merchant ADD CONSTRAINT merchant_book_key UNIQUE (book);

ALTER TABLE merchant ADD CONSTRAINT merchant_pkey PRIMARY KEY (merchant_id);

ALTER TABLE merchant ADD CONSTRAINT merchant_status_check CHECK ((status = ANY (ARRAY['active'::text, 'blocked'::text])));

ALTER TABLE mismatch ADD CONSTRAINT mismatch_clearing_day_network_key_kind_key UNIQUE (clearing_day, network_key, kind);

ALTER TABLE mismatch ADD CONSTRAINT mismatch_pkey PRIMARY KEY (id);

ALTER TABLE mismatch_end ADD CONSTRAINT mismatch_end_check CHECK ((((decided_by IS NULL) = (decided_ms IS NULL)) AND ((decided_by IS NULL) = (approved IS NULL))));

ALTER TABLE mismatch_end ADD CONSTRAINT mismatch_end_check1 CHECK (((NOT approved) OR (decided_by <> proposed_by)));

ALTER TABLE mismatch_end ADD CONSTRAINT mismatch_end_pkey PRIMARY KEY (id);

ALTER TABLE mismatch_end ADD CONSTRAINT mismatch_end_verdict_check CHECK ((verdict = ANY (ARRAY['network-right'::text, 'books-right'::text, 'made-good'::text])));

ALTER TABLE network_key ADD CONSTRAINT network_key_check CHECK (((part = ANY (ARRAY['payment'::text, 'advice'::text])) = (cancellation_id IS NULL)));

ALTER TABLE network_key ADD CONSTRAINT network_key_part_check CHECK ((part = ANY (ARRAY['payment'::text, 'advice'::text, 'message'::text, 'undo'::text])));

ALTER TABLE network_key ADD CONSTRAINT network_key_pkey PRIMARY KEY (network_key);

ALTER TABLE notice ADD CONSTRAINT notice_audience_check CHECK ((audience = ANY (ARRAY['merchant'::text, 'operator'::text, 'holder'::text])));

ALTER TABLE notice ADD CONSTRAINT notice_pkey PRIMARY KEY (id);

ALTER TABLE notice_cursor ADD CONSTRAINT notice_cursor_pkey PRIMARY KEY (bucket);

ALTER TABLE once ADD CONSTRAINT once_pkey PRIMARY KEY (bucket, book, key);

ALTER TABLE once ADD CONSTRAINT once_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['payment'::text, 'cancellation'::text, 'request'::text, 'order'::text, 'wallet'::text, 'wallet-payment'::text])));

ALTER TABLE order_due ADD CONSTRAINT order_due_pkey PRIMARY KEY (bucket, id);

ALTER TABLE paper ADD CONSTRAINT paper_kind_check CHECK ((kind = ANY (ARRAY['png'::text, 'jpeg'::text, 'pdf'::text])));

ALTER TABLE paper ADD CONSTRAINT paper_pkey PRIMARY KEY (bucket, request_id, sha256);

ALTER TABLE paper ADD CONSTRAINT paper_size_bytes_check CHECK ((size_bytes > 0));

ALTER TABLE payment ADD CONSTRAINT payment_amount_fen_check CHECK ((amount_fen > 0));

ALTER TABLE payment ADD CONSTRAINT payment_pkey PRIMARY KEY (bucket, id);

ALTER TABLE payment ADD CONSTRAINT payment_state_check CHECK ((state = ANY (ARRAY['sent'::text, 'unknown'::text, 'approved'::text, 'declined'::text, 'reversed'::text, 'voided'::text, 'completed'::text, 'expired'::text])));

ALTER TABLE payment_open ADD CONSTRAINT payment_open_pkey PRIMARY KEY (bucket, id);

ALTER TABLE person ADD CONSTRAINT person_check CHECK (((state = 'closed'::text) = (closed_ms IS NOT NULL)));

ALTER TABLE person ADD CONSTRAINT person_language_check CHECK ((language = ANY (ARRAY['zh'::text, 'en'::text])));

ALTER TABLE person ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE person ADD CONSTRAINT person_state_check CHECK ((state = ANY (ARRAY['opening'::text, 'active'::text, 'closed'::text])));

ALTER TABLE person ADD CONSTRAINT person_wallet_id_key UNIQUE (wallet_id);

ALTER TABLE person_check ADD CONSTRAINT person_check_kind_check CHECK ((kind = ANY (ARRAY['staff'::text, 'face'::text])));

ALTER TABLE person_check ADD CONSTRAINT person_check_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

ALTER TABLE person_check ADD CONSTRAINT person_check_pkey PRIMARY KEY (id);

ALTER TABLE person_check ADD CONSTRAINT person_check_state_check CHECK ((state = ANY (ARRAY['open'::text, 'passed'::text, 'failed'::text, 'over'::text])));

ALTER TABLE person_code ADD CONSTRAINT person_code_check CHECK (((state = 'dead'::text) = (why IS NOT NULL)));

ALTER TABLE person_code ADD CONSTRAINT person_code_pkey PRIMARY KEY (id);

ALTER TABLE person_code ADD CONSTRAINT person_code_purpose_check CHECK ((purpose = ANY (ARRAY['session'::text, 'proof'::text, 'loss'::text])));

ALTER TABLE person_code ADD CONSTRAINT person_code_state_check CHECK ((state = ANY (ARRAY['sent'::text, 'used'::text, 'dead'::text])));

ALTER TABLE person_code ADD CONSTRAINT person_code_why_check CHECK ((why = ANY (ARRAY['late'::text, 'tries'::text, 'replaced'::text])));

ALTER TABLE person_consent ADD CONSTRAINT person_consent_kind_check CHECK ((kind = 'face'::text));

ALTER TABLE person_consent ADD CONSTRAINT person_consent_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

ALTER TABLE person_consent ADD CONSTRAINT person_consent_pkey PRIMARY KEY (id);

ALTER TABLE person_credential ADD CONSTRAINT person_credential_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

ALTER TABLE person_credential ADD CONSTRAINT person_credential_pkey PRIMARY KEY (id);

ALTER TABLE person_device ADD CONSTRAINT person_device_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

ALTER TABLE person_device ADD CONSTRAINT person_device_pkey PRIMARY KEY (person_id, device_sha256);

ALTER TABLE person_proof ADD CONSTRAINT person_proof_kind_check CHECK ((kind = ANY (ARRAY['password'::text, 'sms-code'::text, 'passkey'::text, 'face'::text, 'staff'::text])));

ALTER TABLE person_proof ADD CONSTRAINT person_proof_session_id_fkey FOREIGN KEY (session_id) REFERENCES person_session(id) ON DELETE CASCADE;

ALTER TABLE person_session ADD CONSTRAINT person_session_opened_by_check CHECK ((opened_by = ANY (ARRAY['password'::text, 'sms-code'::text, 'password-and-code'::text, 'passkey'::text])));

ALTER TABLE person_session ADD CONSTRAINT person_session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);

ALTER TABLE person_session ADD CONSTRAINT person_session_pkey PRIMARY KEY (id);

ALTER TABLE person_session ADD CONSTRAINT person_session_token_sha256_key UNIQUE (token_sha256);

ALTER TABLE request ADD CONSTRAINT request_door_check CHECK ((door = ANY (ARRAY['payer'::text, 'merchant'::text, 'operator'::text])));

ALTER TABLE request ADD CONSTRAINT request_pkey PRIMARY KEY (bucket, id);

ALTER TABLE request ADD CONSTRAINT request_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'escalated'::text, 'papers'::text, 'approval'::text, 'review'::text, 'waiting'::text, 'carrying'::text, 'arriving'::text, 'finished'::text, 'refused'::text, 'withdrawn'::text, 'expired'::text, 'overtaken'::text, 'failed'::text])));

ALTER TABLE rule_edition ADD CONSTRAINT rule_edition_no_check CHECK ((no > 0));

ALTER TABLE rule_edition ADD CONSTRAINT rule_edition_pkey PRIMARY KEY (no);

ALTER TABLE rule_edition ADD CONSTRAINT rule_edition_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES rule_proposal(id);

ALTER TABLE rule_edition ADD CONSTRAINT rule_edition_proposal_id_key UNIQUE (proposal_id);

ALTER TABLE rule_proposal ADD CONSTRAINT rule_proposal_base_check CHECK ((base >= 0));

ALTER TABLE rule_proposal ADD CONSTRAINT rule_proposal_check CHECK (((state = 'open'::text) = (decided_ms IS NULL)));

ALTER TABLE rule_proposal ADD CONSTRAINT rule_proposal_check1 CHECK (((state <> ALL (ARRAY['published'::text, 'rejected'::text])) OR (decided_by <> proposed_by)));

ALTER TABLE rule_proposal ADD CONSTRAINT rule_proposal_pkey PRIMARY KEY (id);

ALTER TABLE rule_proposal ADD CONSTRAINT rule_proposal_restores_check CHECK ((restores >= 0));

ALTER TABLE rule_proposal ADD CONSTRAINT rule_proposal_state_check CHECK ((state = ANY (ARRAY['open'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text])));

ALTER TABLE rule_words ADD CONSTRAINT rule_words_pkey PRIMARY KEY (key);

ALTER TABLE schema_migration ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

ALTER TABLE sign_in_try ADD CONSTRAINT sign_in_try_kind_check CHECK ((kind = ANY (ARRAY['login'::text, 'address'::text, 'phone'::text, 'check'::text])));

ALTER TABLE sign_in_try ADD CONSTRAINT sign_in_try_pkey PRIMARY KEY (kind, key);

ALTER TABLE sms_outbox ADD CONSTRAINT sms_outbox_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])));

ALTER TABLE sms_outbox ADD CONSTRAINT sms_outbox_pkey PRIMARY KEY (id);

ALTER TABLE sms_outbox ADD CONSTRAINT sms_outbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'delivered'::text, 'undelivered'::text, 'kept'::text, 'dropped'::text, 'failed'::text])));

ALTER TABLE staff ADD CONSTRAINT staff_check CHECK (((book IS NULL) = (role = ANY (ARRAY['operator'::text, 'auditor'::text]))));

ALTER TABLE staff ADD CONSTRAINT staff_language_check CHECK ((language = ANY (ARRAY['zh'::text, 'en'::text])));

ALTER TABLE staff ADD CONSTRAINT staff_login_key UNIQUE (login);

ALTER TABLE staff ADD CONSTRAINT staff_pkey PRIMARY KEY (id);

ALTER TABLE staff ADD CONSTRAINT staff_role_check CHECK ((role = ANY (ARRAY['cashier'::text, 'supervisor'::text, 'merchant-admin'::text, 'operator'::text, 'auditor'::text])));

ALTER TABLE staff_act ADD CONSTRAINT staff_act_pkey PRIMARY KEY (id);

ALTER TABLE staff_act_end ADD CONSTRAINT staff_act_end_act_id_fkey FOREIGN KEY (act_id) REFERENCES staff_act(id);

ALTER TABLE staff_act_end ADD CONSTRAINT staff_act_end_pkey PRIMARY KEY (act_id);

ALTER TABLE staff_credential ADD CONSTRAINT staff_credential_pkey PRIMARY KEY (id);

ALTER TABLE staff_credential ADD CONSTRAINT staff_credential_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id);

ALTER TABLE staff_session ADD CONSTRAINT staff_session_pkey PRIMARY KEY (id);

ALTER TABLE staff_session ADD CONSTRAINT staff_session_proof_check CHECK ((proof = ANY (ARRAY['password'::text, 'password-and-code'::text, 'passkey'::text])));

ALTER TABLE staff_session ADD CONSTRAINT staff_session_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id);

ALTER TABLE staff_session ADD CONSTRAINT staff_session_token_sha256_key UNIQUE (token_sha256);

ALTER TABLE stored_key ADD CONSTRAINT stored_key_pkey PRIMARY KEY (name);

ALTER TABLE terminal ADD CONSTRAINT terminal_merchant_id_terminal_id_key UNIQUE (merchant_id, terminal_id);

ALTER TABLE terminal ADD CONSTRAINT terminal_pkey PRIMARY KEY (bucket, book, terminal_id);

ALTER TABLE verify_mark ADD CONSTRAINT verify_mark_check CHECK (((kind = 'whole'::text) = (builds_on IS NULL)));

ALTER TABLE verify_mark ADD CONSTRAINT verify_mark_kind_check CHECK ((kind = ANY (ARRAY['whole'::text, 'since-last'::text])));

ALTER TABLE verify_mark ADD CONSTRAINT verify_mark_pkey PRIMARY KEY (id);

ALTER TABLE verify_mark_book ADD CONSTRAINT verify_mark_book_pkey PRIMARY KEY (bucket, book);

ALTER TABLE verify_mark_bucket ADD CONSTRAINT verify_mark_bucket_pkey PRIMARY KEY (bucket);

ALTER TABLE verify_run ADD CONSTRAINT verify_run_check CHECK (((ended_ms IS NULL) = (report IS NULL)));

ALTER TABLE verify_run ADD CONSTRAINT verify_run_pkey PRIMARY KEY (id);

ALTER TABLE wallet ADD CONSTRAINT wallet_account_class_check CHECK ((account_class = ANY (ARRAY['I'::text, 'II'::text, 'III'::text])));

ALTER TABLE wallet ADD CONSTRAINT wallet_pkey PRIMARY KEY (bucket, id);

ALTER TABLE wallet ADD CONSTRAINT wallet_state_check CHECK ((state = ANY (ARRAY['open'::text, 'stopped'::text, 'closing'::text, 'closed'::text])));

ALTER TABLE wallet_payment ADD CONSTRAINT wallet_payment_amount_fen_check CHECK ((amount_fen > 0));

ALTER TABLE wallet_payment ADD CONSTRAINT wallet_payment_check CHECK (((returned_fen >= 0) AND (returned_fen <= amount_fen)));

ALTER TABLE wallet_payment ADD CONSTRAINT wallet_payment_pkey PRIMARY KEY (bucket, id);

ALTER TABLE wallet_payment ADD CONSTRAINT wallet_payment_source_check CHECK ((source = ANY (ARRAY['balance'::text, 'card'::text])));

ALTER TABLE wallet_payment ADD CONSTRAINT wallet_payment_state_check CHECK ((state = ANY (ARRAY['held'::text, 'unknown'::text, 'paid'::text, 'declined'::text, 'reversed'::text, 'bounced'::text])));

ALTER TABLE wallet_token ADD CONSTRAINT wallet_token_check CHECK ((((kind = 'device-card'::text) = (device_card_id IS NOT NULL)) AND ((kind = 'pay-code'::text) = (expires_ms IS NOT NULL))));

ALTER TABLE wallet_token ADD CONSTRAINT wallet_token_kind_check CHECK ((kind = ANY (ARRAY['device-card'::text, 'pay-code'::text])));

ALTER TABLE wallet_token ADD CONSTRAINT wallet_token_pkey PRIMARY KEY (card_index);

ALTER TABLE webhook_attempt ADD CONSTRAINT webhook_attempt_pkey PRIMARY KEY (endpoint_id, message_id, no);

ALTER TABLE webhook_delivery ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (endpoint_id, message_id);

ALTER TABLE webhook_delivery ADD CONSTRAINT webhook_delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text, 'held'::text])));

ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_check CHECK (((previous_secret IS NULL) = (previous_until_ms IS NULL)));

ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_check1 CHECK (((state = 'disabled'::text) = (why IS NOT NULL)));

ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_pkey PRIMARY KEY (id);

ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_state_check CHECK ((state = ANY (ARRAY['active'::text, 'disabled'::text, 'removed'::text])));

ALTER TABLE webhook_endpoint ADD CONSTRAINT webhook_endpoint_why_check CHECK ((why = ANY (ARRAY['gone'::text, 'failing'::text, 'switched-off'::text])));

ALTER TABLE webhook_message ADD CONSTRAINT webhook_message_bucket_seq_key UNIQUE (bucket, seq);

ALTER TABLE webhook_message ADD CONSTRAINT webhook_message_pkey PRIMARY KEY (id);

CREATE INDEX batch_open ON public.batch USING btree (merchant_id, terminal_id, settled_ms) WHERE open;

CREATE INDEX batch_terminal ON public.batch USING btree (merchant_id, terminal_id, settled_ms);

CREATE INDEX cancellation_book ON ONLY public.cancellation USING btree (book, id);

CREATE INDEX cancellation_open_due ON public.cancellation_open USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX cancellation_open_state ON public.cancellation_open USING btree (state, opened_ms) WHERE (state <> 'done'::text);

CREATE INDEX cancellation_payment ON ONLY public.cancellation USING btree (bucket, payment_id);

CREATE INDEX cancellation_reference ON ONLY public.cancellation USING btree (rrn);

CREATE INDEX closure_book ON public.closure USING btree (bucket, book, id);

CREATE INDEX closure_due ON public.closure USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE UNIQUE INDEX closure_open ON public.closure USING btree (bucket, book, subject_kind, subject_id) WHERE (due_ms IS NOT NULL);

CREATE INDEX event_order ON public.event USING btree (bucket, order_id, seq) WHERE (order_id IS NOT NULL);

CREATE INDEX event_payment ON public.event USING btree (bucket, payment_id, seq);

CREATE INDEX event_wallet ON public.event USING btree (bucket, book, seq) WHERE (kind ~~ 'wallet-%'::text);

CREATE INDEX journal_at ON ONLY public.journal USING brin (at_ms);

CREATE INDEX key_audit_subject ON public.key_audit USING btree (subject, seq);

CREATE INDEX loss_case_book ON public.loss_case USING btree (bucket, book, opened_ms);

CREATE INDEX loss_case_due ON public.loss_case USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX loss_case_newest ON public.loss_case USING btree (id);

CREATE UNIQUE INDEX loss_case_open ON public.loss_case USING btree (bucket, book) WHERE (state = ANY (ARRAY['noted'::text, 'papers'::text, 'review'::text, 'escalated'::text, 'approval'::text]));

CREATE UNIQUE INDEX mismatch_end_one ON public.mismatch_end USING btree (clearing_day, network_key, kind) WHERE (approved IS NOT FALSE);

CREATE INDEX notice_list ON public.notice USING btree (audience, book, id);

CREATE INDEX notice_unread ON public.notice USING btree (audience, book, id) WHERE (read_ms IS NULL);

CREATE INDEX once_way_back ON public.once USING btree (bucket, subject_id) WHERE ((subject_kind = 'cancellation'::text) AND (split_part(key, '/'::text, 1) = ANY (ARRAY['api'::text, 'return'::text])));

CREATE INDEX order_book ON public."order" USING btree (book, id);

CREATE INDEX order_due_at ON public.order_due USING btree (bucket, due_ms);

CREATE INDEX payment_advice_handed ON ONLY public.payment USING btree (bucket, started_ms) WHERE advice_handed;

CREATE INDEX payment_book_started ON ONLY public.payment USING btree (book, id);

CREATE INDEX payment_card ON ONLY public.payment USING btree (card_tail, card_index, id);

CREATE INDEX payment_hold ON ONLY public.payment USING btree (bucket, book, card_index, hold_code) WHERE (hold_code IS NOT NULL);

CREATE INDEX payment_of_hold ON ONLY public.payment USING btree (bucket, preauth_id) WHERE (preauth_id IS NOT NULL);

CREATE INDEX payment_open_due ON public.payment_open USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX payment_release ON ONLY public.payment USING btree (bucket, started_ms) WHERE release_asked;

CREATE INDEX payment_rrn ON ONLY public.payment USING btree (rrn, book);

CREATE INDEX person_check_open ON public.person_check USING btree (kind, asked_ms) WHERE (state = 'open'::text);

CREATE INDEX person_check_person ON public.person_check USING btree (person_id, asked_ms);

CREATE INDEX person_code_address ON public.person_code USING btree (address_key, sent_ms);

CREATE INDEX person_code_device ON public.person_code USING btree (device_key, sent_ms);

CREATE INDEX person_code_phone ON public.person_code USING btree (phone_index, sent_ms);

CREATE INDEX person_code_sent ON public.person_code USING btree (sent_ms);

CREATE UNIQUE INDEX person_consent_in_force ON public.person_consent USING btree (person_id, kind) WHERE (withdrawn_ms IS NULL);

CREATE INDEX person_credential_person ON public.person_credential USING btree (person_id);

CREATE INDEX person_id_number ON public.person USING btree (id_index, created_ms);

CREATE UNIQUE INDEX person_phone ON public.person USING btree (phone_index) WHERE (state <> 'closed'::text);

CREATE INDEX person_proof_session ON public.person_proof USING btree (session_id, at_ms);

CREATE INDEX person_session_open ON public.person_session USING btree (person_id, started_ms) WHERE (ended_ms IS NULL);

CREATE INDEX person_session_started ON public.person_session USING btree (started_ms);

CREATE INDEX request_book ON public.request USING btree (book, id);

CREATE INDEX request_desk ON public.request USING btree (bucket, opened_ms) WHERE (state = ANY (ARRAY['escalated'::text, 'review'::text]));

CREATE INDEX request_due ON public.request USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX request_payment ON public.request USING btree (bucket, payment_id);

CREATE INDEX rule_proposal_by_time ON public.rule_proposal USING btree (proposed_ms DESC, id);

CREATE INDEX rule_proposal_open ON public.rule_proposal USING btree (base) WHERE (state = 'open'::text);

CREATE INDEX sign_in_try_last ON public.sign_in_try USING btree (last_ms);

CREATE INDEX sms_outbox_due ON public.sms_outbox USING btree (due_ms) WHERE (state = 'waiting'::text);

CREATE INDEX sms_outbox_number ON public.sms_outbox USING btree (number_index, created_ms);

CREATE UNIQUE INDEX sms_outbox_provider ON public.sms_outbox USING btree (provider_id) WHERE (provider_id IS NOT NULL);

CREATE INDEX staff_act_book ON public.staff_act USING btree (book, id);

CREATE INDEX staff_act_person ON public.staff_act USING btree (person_id, id) WHERE (person_id IS NOT NULL);

CREATE INDEX staff_act_staff ON public.staff_act USING btree (staff_id, id);

CREATE INDEX staff_book ON public.staff USING btree (book, id);

CREATE INDEX staff_credential_staff ON public.staff_credential USING btree (staff_id);

CREATE INDEX staff_session_open ON public.staff_session USING btree (staff_id, started_ms) WHERE (ended_ms IS NULL);

CREATE INDEX staff_session_started ON public.staff_session USING btree (started_ms);

CREATE INDEX wallet_due ON public.wallet USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX wallet_name ON public.wallet USING btree (id) WHERE (state = 'closed'::text);

CREATE INDEX wallet_payment_book ON public.wallet_payment USING btree (book, id);

CREATE INDEX wallet_payment_due ON public.wallet_payment USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX wallet_payment_late ON public.wallet_payment USING btree (at_ms, id) WHERE (kind = 'late-payout'::text);

CREATE UNIQUE INDEX wallet_payment_network ON public.wallet_payment USING btree (network_key) WHERE (network_key IS NOT NULL);

CREATE INDEX wallet_payment_open ON public.wallet_payment USING btree (bucket, at_ms) WHERE (state = ANY (ARRAY['held'::text, 'unknown'::text]));

CREATE INDEX wallet_payment_uncovered ON public.wallet_payment USING btree (bucket, book) WHERE (body ? 'uncoveredFen'::text);

CREATE INDEX wallet_token_book ON public.wallet_token USING btree (book);

CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (endpoint_id, due_ms) WHERE (state = 'pending'::text);

CREATE INDEX webhook_delivery_failed ON public.webhook_delivery USING btree (endpoint_id, last_ms) WHERE (state = 'failed'::text);

CREATE INDEX webhook_delivery_order ON public.webhook_delivery USING btree (endpoint_id, subject, seq) WHERE (state = 'pending'::text);

CREATE INDEX webhook_endpoint_book ON public.webhook_endpoint USING btree (book) WHERE (state <> 'removed'::text);

CREATE INDEX webhook_message_age ON public.webhook_message USING btree (at_ms);

CREATE VIEW account AS
SELECT l.bucket,
    l.book,
    c.account AS kind,
    l.figures[((5 * a.n) - 4)] AS version,
    l.figures[((5 * a.n) - 3)] AS debit_pending_fen,
    l.figures[((5 * a.n) - 2)] AS debit_posted_fen,
    l.figures[((5 * a.n) - 1)] AS credit_pending_fen,
    l.figures[(5 * a.n)] AS credit_posted_fen
   FROM ((ledger l
     CROSS JOIN LATERAL unnest(l.accounts) WITH ORDINALITY a(no, n))
     LEFT JOIN chart c ON ((c.no = a.no)));

CREATE VIEW entry AS
SELECT j.bucket,
    j.book,
    c.account,
    j.figures[((9 * a.n) - 8)] AS version,
    j.payment_id,
    j.no AS journal_no,
    j.figures[((9 * a.n) - 7)] AS debit_pending_fen,
    j.figures[((9 * a.n) - 6)] AS debit_posted_fen,
    j.figures[((9 * a.n) - 5)] AS credit_pending_fen,
    j.figures[((9 * a.n) - 4)] AS credit_posted_fen,
    j.figures[((9 * a.n) - 3)] AS after_debit_pending_fen,
    j.figures[((9 * a.n) - 2)] AS after_debit_posted_fen,
    j.figures[((9 * a.n) - 1)] AS after_credit_pending_fen,
    j.figures[(9 * a.n)] AS after_credit_posted_fen
   FROM ((journal j
     CROSS JOIN LATERAL unnest(j.accounts) WITH ORDINALITY a(no, n))
     LEFT JOIN chart c ON ((c.no = a.no)));

CREATE VIEW verify_mark_account AS
SELECT l.bucket,
    l.book,
    c.account,
    l.figures[((5 * a.n) - 4)] AS version,
    l.figures[((5 * a.n) - 3)] AS debit_pending_fen,
    l.figures[((5 * a.n) - 2)] AS debit_posted_fen,
    l.figures[((5 * a.n) - 1)] AS credit_pending_fen,
    l.figures[(5 * a.n)] AS credit_posted_fen
   FROM ((verify_mark_book l
     CROSS JOIN LATERAL unnest(l.accounts) WITH ORDINALITY a(no, n))
     LEFT JOIN chart c ON ((c.no = a.no)));

CREATE OR REPLACE FUNCTION public.api_key_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('api_key', '');
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.append_key_audit(acts jsonb)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
DECLARE
  act jsonb;
  head key_audit_head;
  next_seq bigint;
  made text;
BEGIN
  PERFORM pg_advisory_xact_lock(72018524);
  SELECT * INTO head FROM key_audit_head;
  next_seq := coalesce(head.seq, 0);
  made := coalesce(head.hash, '');
  FOR act IN SELECT * FROM jsonb_array_elements(acts) LOOP
    next_seq := next_seq + 1;
    INSERT INTO key_audit VALUES (next_seq, (act->>'at_ms')::bigint, act->>'who', act->>'command', act->>'subject',
      act->>'purpose', act->>'algorithm', act->>'check_value', act->>'under_purpose', act->>'under_check_value',
      act->>'master_key_id', act->>'result', made,
      encode(sha256(convert_to(array_to_string(ARRAY[made, next_seq::text, act->>'at_ms', act->>'who',
        act->>'command', act->>'subject', act->>'purpose', act->>'algorithm', act->>'check_value',
        act->>'under_purpose', act->>'under_check_value', act->>'master_key_id', act->>'result'], E'\n', ''),
        'UTF8')), 'hex'))
    RETURNING hash INTO made;
  END LOOP;
  INSERT INTO key_audit_head VALUES (true, next_seq, made)
    ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash;
  RETURN next_seq;
END $function$;

CREATE OR REPLACE FUNCTION public.must_be(changed bigint, expected bigint, what text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF changed <> expected THEN
    RAISE EXCEPTION '% % rows changed, % expected', changed, what, expected
      USING ERRCODE = CASE WHEN what = 'bucket' THEN 'YL001' ELSE '40001' END;
  END IF;
  RETURN changed;
END $function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION '% rows are only ever added to: correct them by a new journal', TG_TABLE_NAME USING ERRCODE = '55000';
END $function$;

CREATE TRIGGER acceptance_append_only BEFORE DELETE OR UPDATE ON public.acceptance FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER api_key_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.api_key FOR EACH STATEMENT EXECUTE FUNCTION api_key_changed();

CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER journal_append_only BEFORE DELETE OR UPDATE ON public.journal FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER key_audit_append_only BEFORE DELETE OR UPDATE ON public.key_audit FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rule_edition_append_only BEFORE DELETE OR UPDATE ON public.rule_edition FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rule_words_append_only BEFORE DELETE OR UPDATE ON public.rule_words FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER staff_act_append_only BEFORE DELETE OR UPDATE ON public.staff_act FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER staff_act_end_append_only BEFORE DELETE OR UPDATE ON public.staff_act_end FOR EACH ROW EXECUTE FUNCTION refuse_change();
