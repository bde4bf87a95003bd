/** What the rules decide, said in Chinese and English. Nothing is decided here. */
export { ADVICE_WORDS } from './advice-words.ts';
export { DIFFERENCE_END_WORDS, DIFFERENCE_WORDS } from './batch-words.ts';
export {
  EVENT_KINDS,
  type EventBody,
  type EventKind,
  eventWords,
  isEventKind,
  TERMINAL_EVENT_KINDS,
} from './events.ts';
export {
  HOLDER_EVENT_KINDS,
  type HolderEventKind,
  holderEventWords,
  isHolderEventKind,
} from './holder-events.ts';
export { holdsCardNumber, lastFour, maskDigits, shownText } from './masking.ts';
export { CLOSE_WORDS, ORDER_STATE_WORDS, RETURN_WORDS } from './order-events.ts';
export { KIND_WORDS } from './preauth-events.ts';
export { PURPOSE_WORDS, REQUEST_STATE_WORDS, STAGE_WORDS } from './request-words.ts';
export { paymentWords, VARIETY_WORDS } from './sale-words.ts';
export { answerSentence, arrivalText, isUsual } from './sentence.ts';
export { TERM_WORDS, termWords } from './terms.ts';
export {
  askText,
  MOVEMENT_WORDS,
  REFERENCE_WORDS,
  STATION_WORDS,
  STOP_WORDS,
  trackingSentence,
  WHOM_WORDS,
  windowText,
} from './tracking.ts';
export {
  ARRIVAL_WORDS,
  BOUNCE_WORDS,
  DOOR_WORDS,
  HANDED_WORDS,
  ROUTE_WORDS,
  routeWords,
  STATE_WORDS,
  STRANDED_WORDS,
  stateWords,
  timeText,
  VERDICT_OF_END_WORDS,
  VERDICT_WORDS,
  type Words,
  words,
  yuanText,
} from './words.ts';
