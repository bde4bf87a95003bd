/**
 * The commands by name, each with what reads its module. A call loads the one that it names: the others would cost
 * more than what it does.
 */
import type { Command } from 'commander';
import type { DataFolder } from '../data-folder.ts';
import type { TerminalCommandContext } from './terminal.ts';

export interface Surroundings {
  readonly data: DataFolder;
  readonly terminal: TerminalCommandContext;
}

interface Entry {
  readonly names: readonly string[];
  readonly register: (program: Command, surroundings: Surroundings) => Promise<void>;
}

/** In the order of the help. */
export const COMMANDS: readonly Entry[] = [
  {
    names: ['terminal'],
    register: async (program, { terminal }) =>
      (await import('./terminal.ts')).registerTerminal(program, terminal),
  },
  {
    names: ['payments', 'journey', 'status'],
    register: async (program, { data }) => (await import('./payments.ts')).registerPayments(program, data),
  },
  {
    names: ['explain', 'cancel'],
    register: async (program, { data }) => (await import('./asking.ts')).registerAsking(program, data),
  },
  {
    names: ['order'],
    register: async (program, { data }) => (await import('./order.ts')).registerOrder(program, data),
  },
  {
    names: ['track'],
    register: async (program, { data }) => (await import('./tracking.ts')).registerTracking(program, data),
  },
  {
    names: ['webhooks'],
    register: async (program, { data }) => (await import('./webhooks.ts')).registerWebhooks(program, data),
  },
  {
    names: ['notices'],
    register: async (program, { data }) => (await import('./notices.ts')).registerNotices(program, data),
  },
  {
    names: ['sms'],
    register: async (program, { data }) => (await import('./sms.ts')).registerSms(program, data),
  },
  {
    names: ['receipt', 'request'],
    register: async (program, { data }) => (await import('./requests.ts')).registerRequests(program, data),
  },
  {
    names: ['verify', 'backup', 'restore'],
    register: async (program, { data }) => (await import('./books.ts')).registerBooks(program, data),
  },
  {
    names: ['months'],
    register: async (program, { data }) => (await import('./months.ts')).registerMonths(program, data),
  },
  {
    names: ['bounce', 'resolve'],
    register: async (program, { data }) => (await import('./bounces.ts')).registerBounces(program, data),
  },
  {
    names: ['record'],
    register: async (program, { data }) =>
      (await import('./circumstances.ts')).registerCircumstances(program, data),
  },
  {
    names: ['terminals'],
    register: async (program, { data }) => (await import('./terminals.ts')).registerTerminals(program, data),
  },
  {
    names: ['acceptance'],
    register: async (program, { data }) =>
      (await import('./acceptance.ts')).registerAcceptance(program, data),
  },
  {
    names: ['rules'],
    register: async (program, { data }) => (await import('./rules.ts')).registerRules(program, data),
  },
  {
    names: ['emv'],
    register: async (program) => (await import('./emv.ts')).registerEmv(program),
  },
  {
    names: ['qr'],
    register: async (program) => (await import('./qr.ts')).registerQr(program),
  },
  {
    names: ['keys'],
    register: async (program, { data }) => (await import('./keys.ts')).registerKeys(program, data),
  },
  {
    names: ['iso'],
    register: async (program) => (await import('./iso.ts')).registerIso(program),
  },
  {
    names: ['staff'],
    register: async (program, { data }) => (await import('./staff.ts')).registerStaff(program, data),
  },
];

/** Options of the program itself that take the word behind them. */
const TAKES_A_WORD = new Set(['--lang', '--url', '--key', '--data']);

/** The word of a call that names its command; undefined where there is none. */
export function commandOf(argv: readonly string[]): string | undefined {
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] as string;
    if (TAKES_A_WORD.has(word)) at += 1;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}

/** Registers what the call needs: one command, or all of them for the help and for a name that nobody knows. */
export async function registerCommands(
  program: Command,
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<void> {
  const name = commandOf(argv);
  const one = COMMANDS.find(({ names }) => name !== undefined && names.includes(name));
  for (const { register } of one === undefined ? COMMANDS : [one]) await register(program, surroundings);
}
