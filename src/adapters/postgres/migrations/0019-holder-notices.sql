-- Holders of wallets are told what happened to theirs; the book is that of the wallet.

ALTER TABLE notice DROP CONSTRAINT notice_audience_check;
ALTER TABLE notice ADD CONSTRAINT notice_audience_check CHECK (audience IN ('merchant', 'operator', 'holder'));
