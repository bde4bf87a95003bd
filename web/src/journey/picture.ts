/** The picture as the server draws it: GET …/journey/picture. What a level may not read is null or not there. */
import type { CoinState, End, LegKind, LegState, Level, MovementDrawn, WaitKind } from '#domain/picture';
import type { Station, StopState } from '#domain/tracking';
import type { Words } from '../shared/words.ts';

export type { Level, Station };

export interface StationView {
  readonly station: Station;
  readonly words: Words;
  readonly name: Words | null;
  readonly out: StopState;
  readonly outAt: string | null;
}

export interface CoinView {
  readonly id: string;
  readonly way: number;
  readonly amount: number;
  readonly state: CoinState;
  readonly at: Station;
  readonly rail: 'out' | 'back';
  readonly towards: Station | null;
  readonly words: Words;
}

export interface LegCodes {
  readonly type: string | null;
  readonly transmission: string | null;
  readonly trace: string | null;
  readonly rrn: string | null;
  readonly responseCode: string | null;
  readonly terminal: string | null;
  readonly batch: string | null;
}

export interface LegView {
  readonly id: string;
  readonly way: number;
  readonly kind: LegKind;
  readonly from: Station;
  readonly to: Station;
  readonly state: LegState;
  readonly sentAt: string | null;
  readonly endedAt: string | null;
  readonly dueAt: string | null;
  readonly words: Words;
  readonly attempt: number | null;
  readonly repeats: number;
  readonly outcome: string | null;
  readonly sentence: Words | null;
  readonly codes: LegCodes | null;
}

export interface WaitView {
  readonly way: number;
  readonly kind: WaitKind;
  readonly by: Station;
  readonly on: Station;
  readonly since: string;
  readonly until: string | null;
  readonly attempt: number | null;
  readonly words: Words;
  readonly nextWords: Words | null;
}

export interface WayView {
  readonly no: number;
  readonly route: string;
  readonly routeWords: Words;
  readonly amount: number;
  readonly movement: MovementDrawn;
  readonly where: Station;
  readonly sentence: Words;
  readonly stops: readonly {
    readonly station: Station;
    readonly state: StopState;
    readonly at: string | null;
  }[];
  readonly openedAt: string;
  readonly endedAt: string | null;
  readonly nextCheckAt: string | null;
  readonly arrival: {
    readonly from: string;
    readonly to: string;
    readonly usually: boolean;
    readonly firm: boolean;
  } | null;
  readonly cancellation: string | null;
  readonly door: string | null;
  readonly reason: string | null;
  readonly attempts: number | null;
}

export interface PictureView {
  readonly level: Level;
  readonly payment: string | null;
  readonly kind: string;
  readonly kindWords: Words;
  readonly end: End;
  readonly state: string;
  readonly amount: number;
  readonly returned: number;
  readonly underWay: number;
  readonly startedAt: string;
  readonly drawnAt: string;
  readonly now: Words;
  readonly stations: readonly StationView[];
  readonly coins: readonly CoinView[];
  readonly legs: readonly LegView[];
  readonly ways: readonly WayView[];
  readonly waits: readonly WaitView[];
  readonly nextCheckAt: string | null;
  readonly truncated: boolean;
}
