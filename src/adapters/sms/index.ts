/** The way to telephones by a centre for texts: SMPP 3.4. */

export { coded, DATA_CODING } from './coding.ts';
export { SMPP_LIMITS, SmppError, type SmppLimits, SmppLine, type SmppOptions } from './smpp.ts';
