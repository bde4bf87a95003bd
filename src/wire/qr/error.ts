/** What is wrong with a code; the text names places and lengths, never the code itself. */
export const QR_ERRORS = ['too-long', 'malformed', 'wrong-check', 'missing', 'not-possible'] as const;
export type QrErrorCode = (typeof QR_ERRORS)[number];

export class QrError extends Error {
  override readonly name = 'QrError';
  readonly code: QrErrorCode;
  constructor(code: QrErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
