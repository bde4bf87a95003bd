/** Which handler takes a command about a closing, and which rows it needs. */
import type { WalletId } from '#domain/wallet';
import type { ClosureCommandOfEngine } from '../closure-commands.ts';
import type { Handled } from '../commands.ts';
import type { ClosureKey } from '../ports/index.ts';
import { handleClosureAsk, handleClosureBegin, handleClosureDue, handleClosureMove } from './closure.ts';
import { handleClosureByStaff, handleServiceOn, serviceOnKey, staffClosureKey } from './closure-at-once.ts';
import type { Context } from './context.ts';

export function routeClosure(context: Context, command: ClosureCommandOfEngine): Handled {
  switch (command.type) {
    case 'closure-ask':
      return handleClosureAsk(context, command);
    case 'closure-begin':
      return handleClosureBegin(context, command);
    case 'closure-move':
      return handleClosureMove(context, command);
    case 'closure-by-staff':
      return handleClosureByStaff(context, command);
    case 'service-on':
      return handleServiceOn(context, command);
    case 'closure-due':
      return handleClosureDue(context, command);
  }
}

/** The wallet itself is asked for by whoever calls this. */
export function addClosureKeys(
  keys: {
    readonly once: { book: string; key: string }[];
    closures?: ClosureKey[];
    losses?: WalletId[];
  },
  command: ClosureCommandOfEngine,
): void {
  const { book } = command;
  const id = 'closureId' in command ? command.closureId : null;
  keys.closures = [...(keys.closures ?? []), { book, id }];
  // Disputes stand in the way of some.
  keys.losses = [...(keys.losses ?? []), book];
  if (command.type === 'closure-by-staff') keys.once.push({ book, key: staffClosureKey(command.key) });
  if (command.type === 'service-on') keys.once.push({ book, key: serviceOnKey(command.key) });
}
