import { randomBytes } from 'node:crypto';
import { createSoftwareSecurityModule } from './index.ts';
import { securityModuleSuite } from './module-suite.ts';

securityModuleSuite('software', async () => createSoftwareSecurityModule({ masterKey: randomBytes(32) }));
