-- What arrived after an account was closed is paid on in few movements among many: they are listed by this.

CREATE INDEX wallet_payment_late ON wallet_payment (at_ms, id) WHERE kind = 'late-payout';
