/** What signing in asks of anybody, staff and cardholders alike: passwords, waits after failures, how long it lasts. */

export { endOf, type Lifetime, type Sitting } from './lifetime.ts';
export { ADDRESS_TRIES, counted, LOGIN_TRIES, type Tries, type TryRule, waitOf } from './lock-out.ts';
export {
  normalPassword,
  PASSWORD_FAULTS,
  PASSWORD_MAX,
  PASSWORD_MIN,
  type PasswordFault,
  passwordFault,
} from './password.ts';
