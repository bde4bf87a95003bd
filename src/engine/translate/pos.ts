/** The terminal dialect: messages to requests, replies to messages. */
export { answerMti, type PosReply, writePosAnswer } from './pos-answer.ts';
export type * from './pos-management-types.ts';
export { readablePart } from './pos-readable-part.ts';
export { readPosRequest } from './pos-request.ts';
export {
  type PosAdvice,
  type PosCardRequest,
  type PosCode,
  type PosHold,
  type PosInquiry,
  type PosOriginal,
  type PosRefund,
  type PosRefusal,
  type PosRequest,
  type PosReversal,
  type PosSale,
  type PosSender,
  type PosVoid,
  printText,
} from './pos-types.ts';
