/** The ways back of a payment. CLOSE ends what was not paid, DISPUTE is outside every window and the issuer's. */
export const ROUTES = ['CLOSE', 'REVERSAL', 'VOID', 'REFUND', 'DISPUTE'] as const;
export type Route = (typeof ROUTES)[number];
