-- A refund that the issuer sends back waits in suspense until its holder names another account. Its money is moved on
-- by a journal of its own kind: nothing of the sale is undone, and nothing is held before.

ALTER TABLE cancellation DROP CONSTRAINT cancellation_state_check;
ALTER TABLE cancellation ADD CONSTRAINT cancellation_state_check CHECK (state IN ('sending', 'undoing',
  'awaiting-file', 'done', 'refused', 'undone', 'overruled', 'handed', 'bounced', 'account-named', 'payout-ordered',
  'paid-out', 'stranded'));
-- What has no end yet, for the operators' queue and the clearing file: few rows among many.
DROP INDEX cancellation_open;
CREATE INDEX cancellation_open ON cancellation (bucket, opened_ms) WHERE state IN ('sending', 'undoing',
  'awaiting-file', 'handed', 'bounced', 'account-named', 'payout-ordered', 'stranded');
ALTER TABLE journal DROP CONSTRAINT journal_kind_check;
ALTER TABLE journal ADD CONSTRAINT journal_kind_check
  CHECK (kind IN ('hold', 'post', 'release', 'mirror', 'transfer'));
