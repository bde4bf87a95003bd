/** The shape of a row of the catalogue; index.ts says what its members mean. */
export interface OutcomeRow {
  readonly iso8583: string;
  readonly http: number;
  readonly kind: 'success' | 'declined' | 'refused' | 'unknown' | 'trouble';
  readonly retry: 'no' | 'changed' | 'later' | 'sign-in' | 'ask';
  readonly zh: string;
  readonly en: string;
}

export const row = (
  iso8583: string,
  http: number,
  kind: OutcomeRow['kind'],
  retry: OutcomeRow['retry'],
  zh: string,
  en: string,
): OutcomeRow => ({ iso8583, http, kind, retry, zh, en });
