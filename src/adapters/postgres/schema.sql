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

CREATE TABLE account (
  bucket smallint NOT NULL,
  book text NOT NULL,
  kind text NOT NULL,
  version bigint NOT NULL,
  debit_pending_fen bigint NOT NULL,
  debit_posted_fen bigint NOT NULL,
  credit_pending_fen bigint NOT NULL,
  credit_posted_fen bigint NOT NULL
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
  body jsonb NOT NULL
);

CREATE TABLE clearing_file (
  sha256 text NOT NULL,
  name text NOT NULL,
  clearing_day text NOT NULL,
  row_count integer NOT NULL,
  read_ms bigint NOT NULL
);

CREATE TABLE cut_over (
  clearing_day text NOT NULL,
  at_ms bigint NOT NULL
);

CREATE TABLE entry (
  bucket smallint NOT NULL,
  book text NOT NULL,
  account text NOT NULL,
  version bigint NOT NULL,
  payment_id text NOT NULL,
  journal_no integer NOT NULL,
  debit_pending_fen bigint NOT NULL,
  debit_posted_fen bigint NOT NULL,
  credit_pending_fen bigint NOT NULL,
  credit_posted_fen bigint NOT NULL,
  after_debit_pending_fen bigint NOT NULL,
  after_debit_posted_fen bigint NOT NULL,
  after_credit_pending_fen bigint NOT NULL,
  after_credit_posted_fen bigint NOT NULL
);

CREATE TABLE event (
  bucket smallint NOT NULL,
  seq bigint NOT NULL,
  book text NOT NULL,
  payment_id text,
  cancellation_id text,
  at_ms bigint NOT NULL,
  kind text NOT NULL,
  body jsonb NOT NULL,
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
  at_ms bigint NOT NULL
);

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
  body jsonb NOT NULL
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
  body jsonb NOT NULL
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

CREATE TABLE schema_migration (
  number integer NOT NULL,
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now()
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
  error text
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

ALTER TABLE account ADD CONSTRAINT account_credit_pending_fen_check CHECK ((credit_pending_fen >= 0));

ALTER TABLE account ADD CONSTRAINT account_credit_posted_fen_check CHECK ((credit_posted_fen >= 0));

ALTER TABLE account ADD CONSTRAINT account_debit_pending_fen_check CHECK ((debit_pending_fen >= 0));

ALTER TABLE account ADD CONSTRAINT account_debit_posted_fen_check CHECK ((debit_posted_fen >= 0));

ALTER TABLE account ADD CONSTRAINT account_pkey PRIMARY KEY (bucket, book, kind);

ALTER TABLE api_key ADD CONSTRAINT api_key_check CHECK (((role = 'operator'::text) OR (book IS NOT NULL)));

ALTER TABLE api_key ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);

ALTER TABLE api_key ADD CONSTRAINT api_key_role_check CHECK ((role = ANY (ARRAY['merchant'::text, 'operator'::text])));

ALTER TABLE api_key ADD CONSTRAINT api_key_sha256_key UNIQUE (sha256);

ALTER TABLE batch ADD CONSTRAINT batch_pkey PRIMARY KEY (bucket, book, terminal_id, batch_no, settled_ms);

ALTER TABLE batch ADD CONSTRAINT batch_state_check CHECK ((state = ANY (ARRAY['balanced'::text, 'awaiting-upload'::text, 'ended'::text, 'compared'::text])));

ALTER TABLE bucket ADD CONSTRAINT bucket_pkey PRIMARY KEY (bucket);

ALTER TABLE cancellation ADD CONSTRAINT cancellation_amount_fen_check CHECK ((amount_fen > 0));

ALTER TABLE cancellation ADD CONSTRAINT cancellation_pkey PRIMARY KEY (bucket, id);

ALTER TABLE cancellation ADD CONSTRAINT cancellation_route_check CHECK ((route = ANY (ARRAY['REVERSAL'::text, 'VOID'::text, 'REFUND'::text])));

ALTER TABLE cancellation ADD CONSTRAINT cancellation_state_check CHECK ((state = ANY (ARRAY['sending'::text, 'undoing'::text, 'awaiting-file'::text, 'done'::text, 'refused'::text, 'undone'::text, 'overruled'::text, 'handed'::text, 'bounced'::text, 'account-named'::text, 'payout-ordered'::text, 'paid-out'::text, 'stranded'::text])));

ALTER TABLE clearing_file ADD CONSTRAINT clearing_file_pkey PRIMARY KEY (sha256);

ALTER TABLE cut_over ADD CONSTRAINT cut_over_pkey PRIMARY KEY (clearing_day);

ALTER TABLE entry ADD CONSTRAINT entry_pkey PRIMARY KEY (bucket, book, account, version);

ALTER TABLE event ADD CONSTRAINT event_pkey PRIMARY KEY (bucket, seq);

ALTER TABLE institution ADD CONSTRAINT institution_pkey PRIMARY KEY (id);

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

ALTER TABLE merchant ADD CONSTRAINT merchant_book_key UNIQUE (book);

ALTER TABLE merchant ADD CONSTRAINT merchant_pkey PRIMARY KEY (merchant_id);

ALTER TABLE merchant ADD CONSTRAINT merchant_status_check CHECK ((status = ANY (ARRAY['active'::text, 'blocked'::text])));

ALTER TABLE mismatch ADD CONSTRAINT mismatch_clearing_day_network_key_kind_key UNIQUE (clearing_day, network_key, kind);

ALTER TABLE mismatch ADD CONSTRAINT mismatch_pkey PRIMARY KEY (id);

ALTER TABLE network_key ADD CONSTRAINT network_key_check CHECK (((part = ANY (ARRAY['payment'::text, 'advice'::text])) = (cancellation_id IS NULL)));

ALTER TABLE network_key ADD CONSTRAINT network_key_part_check CHECK ((part = ANY (ARRAY['payment'::text, 'advice'::text, 'message'::text, 'undo'::text])));

ALTER TABLE network_key ADD CONSTRAINT network_key_pkey PRIMARY KEY (network_key);

ALTER TABLE notice ADD CONSTRAINT notice_audience_check CHECK ((audience = ANY (ARRAY['merchant'::text, 'operator'::text])));

ALTER TABLE notice ADD CONSTRAINT notice_pkey PRIMARY KEY (id);

ALTER TABLE notice_cursor ADD CONSTRAINT notice_cursor_pkey PRIMARY KEY (bucket);

ALTER TABLE once ADD CONSTRAINT once_pkey PRIMARY KEY (bucket, book, key);

ALTER TABLE once ADD CONSTRAINT once_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['payment'::text, 'cancellation'::text, 'request'::text, 'order'::text])));

ALTER TABLE paper ADD CONSTRAINT paper_kind_check CHECK ((kind = ANY (ARRAY['png'::text, 'jpeg'::text, 'pdf'::text])));

ALTER TABLE paper ADD CONSTRAINT paper_pkey PRIMARY KEY (bucket, request_id, sha256);

ALTER TABLE paper ADD CONSTRAINT paper_size_bytes_check CHECK ((size_bytes > 0));

ALTER TABLE payment ADD CONSTRAINT payment_amount_fen_check CHECK ((amount_fen > 0));

ALTER TABLE payment ADD CONSTRAINT payment_pkey PRIMARY KEY (bucket, id);

ALTER TABLE payment ADD CONSTRAINT payment_state_check CHECK ((state = ANY (ARRAY['sent'::text, 'unknown'::text, 'approved'::text, 'declined'::text, 'reversed'::text, 'voided'::text, 'completed'::text, 'expired'::text])));

ALTER TABLE request ADD CONSTRAINT request_door_check CHECK ((door = ANY (ARRAY['payer'::text, 'merchant'::text, 'operator'::text])));

ALTER TABLE request ADD CONSTRAINT request_pkey PRIMARY KEY (bucket, id);

ALTER TABLE request ADD CONSTRAINT request_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'escalated'::text, 'papers'::text, 'approval'::text, 'review'::text, 'waiting'::text, 'carrying'::text, 'arriving'::text, 'finished'::text, 'refused'::text, 'withdrawn'::text, 'expired'::text, 'overtaken'::text, 'failed'::text])));

ALTER TABLE schema_migration ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

ALTER TABLE sms_outbox ADD CONSTRAINT sms_outbox_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])));

ALTER TABLE sms_outbox ADD CONSTRAINT sms_outbox_pkey PRIMARY KEY (id);

ALTER TABLE sms_outbox ADD CONSTRAINT sms_outbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'kept'::text, 'dropped'::text, 'failed'::text])));

ALTER TABLE stored_key ADD CONSTRAINT stored_key_pkey PRIMARY KEY (name);

ALTER TABLE terminal ADD CONSTRAINT terminal_merchant_id_terminal_id_key UNIQUE (merchant_id, terminal_id);

ALTER TABLE terminal ADD CONSTRAINT terminal_pkey PRIMARY KEY (bucket, book, terminal_id);

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

CREATE INDEX cancellation_book ON public.cancellation USING btree (book, id);

CREATE INDEX cancellation_due ON public.cancellation USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX cancellation_open ON public.cancellation USING btree (bucket, opened_ms) WHERE (state = ANY (ARRAY['sending'::text, 'undoing'::text, 'awaiting-file'::text, 'handed'::text, 'bounced'::text, 'account-named'::text, 'payout-ordered'::text, 'stranded'::text]));

CREATE INDEX cancellation_payment ON public.cancellation USING btree (bucket, payment_id);

CREATE INDEX entry_journal ON public.entry USING btree (bucket, payment_id, journal_no);

CREATE INDEX event_order ON public.event USING btree (bucket, order_id, seq) WHERE (order_id IS NOT NULL);

CREATE INDEX event_payment ON public.event USING btree (bucket, payment_id, seq);

CREATE INDEX key_audit_subject ON public.key_audit USING btree (subject, seq);

CREATE INDEX notice_list ON public.notice USING btree (audience, book, id);

CREATE INDEX notice_unread ON public.notice USING btree (audience, book, id) WHERE (read_ms IS NULL);

CREATE INDEX order_book ON public."order" USING btree (book, id);

CREATE INDEX order_due ON public."order" USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX payment_advice_handed ON public.payment USING btree (bucket, started_ms) WHERE (body @? '$."advices"[*]?(@."state" == "handed")'::jsonpath);

CREATE INDEX payment_book_started ON public.payment USING btree (book, id);

CREATE INDEX payment_due ON public.payment USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX payment_hold ON public.payment USING btree (bucket, book, card_index, (((body -> 'approval'::text) ->> 'authCode'::text))) WHERE ((body ->> 'kind'::text) = 'preauthorisation'::text);

CREATE INDEX payment_of_hold ON public.payment USING btree (bucket, (((body -> 'preauth'::text) ->> 'id'::text))) WHERE ((body -> 'preauth'::text) IS NOT NULL);

CREATE INDEX payment_open ON public.payment USING btree (bucket, started_ms) WHERE (state = ANY (ARRAY['sent'::text, 'unknown'::text]));

CREATE INDEX payment_reference ON public.payment USING btree (rrn);

CREATE INDEX payment_rrn ON public.payment USING btree (bucket, book, rrn);

CREATE INDEX request_book ON public.request USING btree (book, id);

CREATE INDEX request_due ON public.request USING btree (bucket, due_ms) WHERE (due_ms IS NOT NULL);

CREATE INDEX request_payment ON public.request USING btree (bucket, payment_id);

CREATE INDEX sms_outbox_due ON public.sms_outbox USING btree (due_ms) WHERE (state = 'waiting'::text);

CREATE INDEX sms_outbox_number ON public.sms_outbox USING btree (number_index, created_ms);

CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (endpoint_id, due_ms) WHERE (state = 'pending'::text);

CREATE INDEX webhook_delivery_order ON public.webhook_delivery USING btree (endpoint_id, subject, seq) WHERE (state = 'pending'::text);

CREATE INDEX webhook_endpoint_book ON public.webhook_endpoint USING btree (book) WHERE (state <> 'removed'::text);

CREATE INDEX webhook_message_age ON public.webhook_message USING btree (at_ms);

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

CREATE TRIGGER entry_append_only BEFORE DELETE OR UPDATE ON public.entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER journal_append_only BEFORE DELETE OR UPDATE ON public.journal FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER key_audit_append_only BEFORE DELETE OR UPDATE ON public.key_audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
