/**
 * Planted faults: ways in which the program could be wrong, each switched on by name, to prove that the auditor sees
 * them. They live at the ports, between the engine and the world; the program's own code knows nothing of them.
 */
import type { Dice, Tamper } from '#simulation/world';
import { answerFaults } from './answers.ts';
import { arrearsFaults } from './arrears.ts';
import { booksFaults } from './books.ts';
import { bounceFaults } from './bounces.ts';
import { holdFaults } from './holds.ts';
import { memoryFaults } from './memory.ts';
import { orderFaults } from './orders.ts';
import { requestFaults } from './requests.ts';
import { sendFaults } from './sends.ts';
import { walletFaults } from './wallets.ts';

export interface Chance {
  readonly dice: Dice;
  /** How often the program was started. */
  readonly starts: () => number;
}

export interface PlantedFault {
  readonly zh: string;
  readonly en: string;
  readonly plant: (chance: Chance) => Tamper;
}

export const PLANTED_FAULTS = {
  ...memoryFaults,
  ...booksFaults,
  ...sendFaults,
  ...answerFaults,
  ...bounceFaults,
  ...requestFaults,
  ...orderFaults,
  ...holdFaults,
  ...walletFaults,
  ...arrearsFaults,
} as const satisfies Record<string, PlantedFault>;

export type PlantedName = keyof typeof PLANTED_FAULTS;
export const PLANTED_NAMES = Object.keys(PLANTED_FAULTS) as PlantedName[];
export const isPlantedName = (text: string): text is PlantedName => Object.hasOwn(PLANTED_FAULTS, text);
