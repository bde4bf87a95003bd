/** How the institution names itself to card issuers where its own wallet is the one that asks. */

/** 6540 loads stored value; 6012 is a financial institution. */
export const WALLET_MCC = { 'top-up': '6540', payout: '6012', verification: '6012' } as const;

/** F22: the number was typed or stored, no PIN. */
export const ENTRY_STORED = '012';

export const walletAsMerchant = (
  member: { readonly acquirerId: string },
  what: keyof typeof WALLET_MCC,
): {
  readonly mcc: string;
  readonly merchantId: string;
  readonly merchantName: string;
  readonly terminalId: string;
} => ({
  mcc: WALLET_MCC[what],
  merchantId: `${member.acquirerId}${WALLET_MCC[what]}001`,
  merchantName: 'YUANLU WALLET',
  terminalId: 'WALLET01',
});
