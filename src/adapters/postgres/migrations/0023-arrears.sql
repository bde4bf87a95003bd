-- What holders owe has its cause in few movements among many: they are found by this.

CREATE INDEX wallet_payment_uncovered ON wallet_payment (bucket, book) WHERE body ? 'uncoveredFen';
