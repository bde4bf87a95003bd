import { randomBytes } from 'node:crypto';
import { securityModuleSuite } from '../../../test/security-module-suite.ts';
import { securityAlgorithmSuite } from './algorithm-suite.ts';
import { createSoftwareSecurityModule } from './index.ts';

const open = async () => createSoftwareSecurityModule({ masterKey: randomBytes(32) });

securityModuleSuite('software', open);
securityAlgorithmSuite('software', open);
