/** Days of the shop's calendar, as the server counts them. */
import { serverNowMs } from '../../shared/api.ts';

const OFFSET_MS = 8 * 3_600_000;
/** Today in Shanghai, `2026-11-24`. */
export const today = (): string => new Date(serverNowMs() + OFFSET_MS).toISOString().slice(0, 10);
