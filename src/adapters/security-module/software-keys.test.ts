import { randomBytes } from 'node:crypto';
import { securityAlgorithmSuite } from './algorithm-suite.ts';
import { createSoftwareSecurityModule } from './index.ts';
import { securityModuleSuite } from './module-suite.ts';

const open = async () => createSoftwareSecurityModule({ masterKey: randomBytes(32) });

securityModuleSuite('software', open);
securityAlgorithmSuite('software', open);
