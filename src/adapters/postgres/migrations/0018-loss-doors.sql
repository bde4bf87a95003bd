-- A report of loss without the phone, and wallets that were closed.

-- A code may show that somebody can be reached at a number while their own phone is gone.
ALTER TABLE person_code DROP CONSTRAINT person_code_purpose_check;
ALTER TABLE person_code ADD CONSTRAINT person_code_purpose_check CHECK (purpose IN ('session', 'proof', 'loss'));

-- Whose wallet it is, and whether it was closed: asked with every call of its holder.
CREATE INDEX wallet_name ON wallet (id) WHERE state = 'closed';
