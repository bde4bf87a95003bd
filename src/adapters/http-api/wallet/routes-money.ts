/** Everything that a holder does with money over the API. */
import type { Api } from '../api-type.ts';
import type { HttpApiOptions } from '../options.ts';
import { addCardRoutes } from './routes-cards.ts';
import { addDeductionRoutes } from './routes-deductions.ts';
import { addDeviceRoutes } from './routes-devices.ts';
import { addScanRoutes } from './routes-scans.ts';
import { addTransferRoutes } from './routes-transfers.ts';

export function addMoneyRoutes(app: Api, options: HttpApiOptions): void {
  addCardRoutes(app, options);
  addTransferRoutes(app, options);
  addDeviceRoutes(app, options);
  addScanRoutes(app, options);
  addDeductionRoutes(app, options);
}
