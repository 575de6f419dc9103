import { lay } from '../../components/shared/language.ts';
import cs from './locales/cs.ts';
import informal from './locales/cs-x-informal.ts';

/** Informal Czech whole: what it does not name is said as in Czech. */
export default lay(cs, informal);
