-- What the network is told of a payment beside the payment itself has keys of its own: an answer that comes after a
-- restart finds its advice by them.
ALTER TABLE network_key DROP CONSTRAINT network_key_part_check;
ALTER TABLE network_key ADD CONSTRAINT network_key_part_check
  CHECK (part IN ('payment', 'advice', 'message', 'undo'));
ALTER TABLE network_key DROP CONSTRAINT network_key_check;
ALTER TABLE network_key ADD CONSTRAINT network_key_check
  CHECK ((part IN ('payment', 'advice')) = (cancellation_id IS NULL));

INSERT INTO network_key (network_key, bucket, book, payment_id, part)
  SELECT concat(n.key->>'year', n.key->>'transmission', '/', n.key->>'stan', '/', n.key->>'acquirerId', '/',
    n.key->>'forwarderId'), p.bucket, p.book, p.id, 'advice'
  FROM payment p CROSS JOIN LATERAL jsonb_array_elements(p.body->'advices') AS a(advice)
  CROSS JOIN LATERAL (SELECT a.advice->'network') AS n(key)
  WHERE p.body->'advices' IS NOT NULL;

-- Those that nobody acknowledged: a person has them.
CREATE INDEX payment_advice_handed ON payment (bucket, started_ms)
  WHERE body @? '$.advices[*] ? (@.state == "handed")';
