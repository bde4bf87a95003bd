/** The card network and its issuers as a program of their own. `--help` tells the options. */
import { readOptions, usage } from './options.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { textOfError } from './start-error.ts';

const say = (text: string): void => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);

function fail(error: unknown): never {
  process.stderr.write(`${textOfError(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  // A parent that went away takes the pipes with it; that alone must not end the network in mid-air.
  for (const pipe of [process.stdout, process.stderr]) pipe.on('error', () => undefined);
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  let simulator: Simulator | null = null;
  let stopAsked = false;
  const stop = (): void => {
    if (stopAsked) return;
    stopAsked = true;
    // Before the start is through there is nothing to close that the end of the process does not close.
    if (simulator === null) process.exit(0);
    simulator.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.connected) process.on('disconnect', stop);

  simulator = await startSimulator(options, say, fail);
  const { port, controlPort, clearingDay } = simulator;
  process.stdout.write(
    `Network simulator ready: members on ${options.host}:${port}, ` +
      `control on http://127.0.0.1:${controlPort}, clearing day ${clearingDay}\n`,
  );
  process.send?.({ ready: true, port, controlPort });
}

main().catch(fail);
