/** One subcommand of `terminal` after the other within one program: for the menu and for steps. */
import { Command, CommanderError } from 'commander';
import type { TerminalCommandContext } from './terminal-run.ts';

/** Runs one subcommand of `terminal` and catches what it prints. */
export type Perform = (
  args: readonly string[],
) => Promise<{ readonly out: string; readonly said: string; readonly exitCode: number }>;

type Register = (program: Command, context: TerminalCommandContext) => void;

/** Runs a subcommand as a program of its own would, with what it prints caught. */
export function performIn(dataFolder: string, register: Register): Perform {
  return async (args) => {
    let [out, said, exitCode] = ['', '', 0];
    const own = new Command().exitOverride().configureOutput({
      writeOut: (text) => {
        out += text;
      },
      writeErr: (text) => {
        said += text;
      },
    });
    register(own, {
      dataFolder,
      print: (text) => {
        out += `${text}\n`;
      },
      complain: (text) => {
        said += `${text}\n`;
      },
      setExitCode: (code) => {
        exitCode = code;
      },
      exit: (code) => {
        throw new Ended(code);
      },
    });
    try {
      await own.parseAsync(['terminal', ...args], { from: 'user' });
    } catch (error) {
      if (!(error instanceof Ended || error instanceof CommanderError)) throw error;
      exitCode = error.exitCode;
    }
    return { out, said, exitCode };
  };
}

class Ended extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super('the subcommand ended');
    this.exitCode = exitCode;
  }
}
