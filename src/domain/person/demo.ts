/**
 * Cardholders of the demonstration. Everybody knows their passwords, so they sign in at the machine itself alone.
 * Nobody has their numbers: cards have no order 000, and no telephone begins with 140.
 */
export interface DemoHolder {
  readonly name: string;
  readonly phone: string;
  readonly idNumber: string;
  readonly password: string;
}

const DEMO_PASSWORD = 'yuanlu-demo';

export const DEMO_HOLDERS: readonly DemoHolder[] = [
  { name: '持卡人甲', phone: '14000000017', idNumber: '110101190001010006', password: DEMO_PASSWORD },
  { name: '持卡人乙', phone: '14000000025', idNumber: '310101190001010003', password: DEMO_PASSWORD },
];
