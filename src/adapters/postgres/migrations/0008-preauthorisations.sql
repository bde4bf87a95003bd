-- Pre-authorisations: they end completed or expired, and terminals name them by the card and the code of the approval.

ALTER TABLE payment DROP CONSTRAINT payment_state_check;
ALTER TABLE payment ADD CONSTRAINT payment_state_check
  CHECK (state IN ('sent', 'unknown', 'approved', 'declined', 'reversed', 'voided', 'completed', 'expired'));

CREATE INDEX payment_hold ON payment (bucket, book, card_index, (body->'approval'->>'authCode'))
  WHERE body->>'kind' = 'preauthorisation';

-- What raises or completes a pre-authorisation, for its view and for the check of the family.
CREATE INDEX payment_of_hold ON payment (bucket, (body->'preauth'->>'id')) WHERE body->'preauth' IS NOT NULL;
